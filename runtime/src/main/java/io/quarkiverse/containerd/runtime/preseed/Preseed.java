package io.quarkiverse.containerd.runtime.preseed;

import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;

import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.SupervisedRunnable;
import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.client.NamespaceClient;
import io.quarkiverse.containerd.logs.NodeLogger;
import io.quarkiverse.containerd.runtime.preseed.directory.PreseedDirectory;
import io.quarkiverse.containerd.runtime.preseed.directory.PreseedWatch;
import io.quarkiverse.containerd.runtime.preseed.directory.RunTrigger;
import io.quarkiverse.containerd.runtime.preseed.images.ImageCare;
import io.quarkiverse.containerd.runtime.preseed.load.ImageOwners;
import io.quarkiverse.containerd.runtime.preseed.pull.ImagePulls;
import io.quarkiverse.containerd.runtime.preseed.pull.PullOrders;
import io.quarkiverse.containerd.runtime.preseed.settings.PreseedSettings;
import io.quarkiverse.containerd.runtime.preseed.store.Amounts;
import io.quarkiverse.containerd.runtime.preseed.store.ImportLeases;
import io.quarkiverse.containerd.runtime.preseed.store.NamespaceViews;
import io.quarkiverse.containerd.runtime.supervisor.Backoff;

/**
 * Loads the image archives of the preseed directory into containerd. An archive that cannot be loaded does not keep the others
 * from it; it makes the node fail in the end, so that it is tried again. What has been loaded already costs the next run only
 * the question whether it is still there.
 * <p>
 * If later changes count, the node stays HEALTHY once the required archives have been loaded, and never becomes DONE. It then
 * tries again by itself what has failed.
 */
public final class Preseed implements SupervisedRunnable {

    private final PreseedSettings settings;
    private final PreseedDirectory directory;
    private final Supplier<ContainerdClient> client;
    private final PreseedReports reports;
    private final ImageCare care;
    private final PreseedLog words = new PreseedLog();
    private final RunTrigger trigger = new RunTrigger();
    private final PullOrders orders = new PullOrders();

    /**
     * @param client the containerd to load into
     * @param reports gets what becomes of each archive
     * @throws IllegalArgumentException if a glob or a platform of the settings is malformed
     */
    public Preseed(PreseedSettings settings, Supplier<ContainerdClient> client, PreseedReports reports) {
        this.settings = settings;
        this.directory = new PreseedDirectory(settings);
        this.client = client;
        this.reports = reports;
        this.care = new ImageCare(settings);
        settings.archives().planner();
    }

    /**
     * Pulls the images of the image lists, once the archives have been loaded; to be run beside the preseed, so that a bad
     * archive does not keep it from that.
     *
     * @return empty if there are no lists, and will be none, and in a dry run
     */
    public Optional<SupervisedRunnable> pulls() {
        if (settings.imports().dryRun() || !settings.follow().follows() && !directory.hasLists()) {
            return Optional.empty();
        }
        return Optional.of(node -> new ImagePulls(client.get().criImages(), settings.retry().pullTimeout(),
                new Backoff(settings.retry().backoff(), new SplittableRandom()), orders, reports.pulls()).run(node));
    }

    /** Asks for a run now, if later changes count. */
    public void rescan() {
        trigger.request();
    }

    @Override
    public void run(NodeHandle node) throws Exception {
        NodeLogger log = node.logger();
        if (!directory.exists()) {
            log.debugf("there is no preseed directory %s", settings.directory());
        }
        if (settings.follow().watch()) {
            node.run("watch", new PreseedWatch(settings.directory(), trigger));
        }
        ContainerdClient containerd = client.get();
        NamespaceViews views = new NamespaceViews(containerd, System::nanoTime);
        if (!settings.imports().dryRun()) {
            releaseLeftovers(views, log);
        }
        ImageOwners owners = new ImageOwners();
        try (ArchiveLoads loads = new ArchiveLoads(settings, containerd, reports, words, log, care, owners, views, trigger)) {
            new PreseedSession(node, settings, care, views, new LoadedArchives(owners), loads, reports, words, orders,
                    trigger).run();
        }
    }

    private static void releaseLeftovers(NamespaceViews views, NodeLogger log) {
        for (NamespaceClient namespace : views.namespaces()) {
            int leases = ImportLeases.releaseLeftovers(namespace);
            if (leases > 0) {
                log.infof("released %s of an import into namespace %s that was cut short", Amounts.count(leases, "lease"),
                        namespace.name());
            }
        }
    }
}
