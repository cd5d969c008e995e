package io.quarkiverse.containerd.runtime.preseed;

import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.SupervisedRunnable;
import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.client.NamespaceClient;
import io.quarkiverse.containerd.runtime.preseed.directory.PreseedDirectory;
import io.quarkiverse.containerd.runtime.preseed.directory.PreseedWatch;
import io.quarkiverse.containerd.runtime.preseed.directory.RunTrigger;
import io.quarkiverse.containerd.runtime.preseed.images.ImageRetention;
import io.quarkiverse.containerd.runtime.preseed.load.ImageClaims;
import io.quarkiverse.containerd.runtime.preseed.pull.ImagePulls;
import io.quarkiverse.containerd.runtime.preseed.pull.PullOrders;
import io.quarkiverse.containerd.runtime.preseed.settings.PreseedSettings;
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
    private final ImageRetention retention;
    private final Set<String> logged = ConcurrentHashMap.newKeySet();
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
        this.retention = new ImageRetention(settings);
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
        PreseedLog log = new PreseedLog(node.logger(), logged);
        if (!directory.exists()) {
            log.noDirectory(settings.directory());
        }
        if (settings.follow().watch()) {
            node.run("watch", new PreseedWatch(settings.directory(), trigger));
        }
        ContainerdClient containerd = client.get();
        NamespaceViews views = new NamespaceViews(containerd, System::nanoTime);
        ImageClaims claims = new ImageClaims();
        if (!settings.imports().dryRun()) {
            releaseLeftovers(views, log);
        }
        ArchiveLoader loader = new ArchiveLoader(settings, containerd, views, claims, retention);
        try (LoaderThreads loads = new LoaderThreads(settings.imports().parallelism(), loader, trigger)) {
            new PreseedLoop(node, settings, reports, loads, new Sweeper(retention, claims, views, log), orders, log).run();
        } finally {
            reports.endRun();
        }
    }

    private static void releaseLeftovers(NamespaceViews views, PreseedLog log) {
        for (NamespaceClient namespace : views.namespaces()) {
            int leases = ImportLeases.releaseLeftovers(namespace);
            if (leases > 0) {
                log.releasedLeases(leases, namespace.name());
            }
        }
    }
}
