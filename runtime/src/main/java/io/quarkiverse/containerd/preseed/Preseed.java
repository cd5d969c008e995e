package io.quarkiverse.containerd.preseed;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.logs.NodeLogger;
import io.quarkiverse.containerd.supervisor.NodeHandle;
import io.quarkiverse.containerd.supervisor.SupervisedRunnable;

/**
 * Loads the image archives of the preseed directory into containerd. An archive that cannot be loaded does not keep the others
 * from it; it makes the node fail in the end, so that it is tried again. What has been loaded already costs the next run only
 * the question whether it is still there.
 */
public final class Preseed implements SupervisedRunnable {

    private final PreseedSettings settings;
    private final PreseedDirectory directory;
    private final Supplier<ContainerdClient> client;
    private final PreseedReports reports;
    private final PreseedLog words = new PreseedLog();

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
        settings.archives().planner();
    }

    @Override
    public void run(NodeHandle node) throws Exception {
        NodeLogger log = node.logger();
        if (!directory.exists()) {
            log.debugf("there is no preseed directory %s", settings.directory());
        }
        PreseedScan scan = directory.scan();
        reports.scanned(scan.archives());
        scan.warnings().forEach(warning -> words.warn(log, warning));
        ContainerdClient containerd = client.get();
        boolean dryRun = settings.imports().dryRun();
        if (!scan.archives().isEmpty() && !dryRun) {
            releaseLeftovers(containerd, log);
        }
        Map<Boolean, List<PreseedArchive>> archives = scan.archives().stream()
                .collect(Collectors.partitioningBy(PreseedArchive::required));
        List<String> failed = new ArrayList<>();
        try (PreseedRun run = new PreseedRun(settings, containerd, reports, words, log)) {
            failed.addAll(run.load(archives.get(true)));
            if (failed.isEmpty()) {
                node.signalHealthy();
            }
            failed.addAll(run.load(archives.get(false)));
        }
        if (dryRun) {
            words.dryRun(log, reports.report());
        }
        if (!failed.isEmpty()) {
            throw new PreseedException(failed.size() + " of " + Amounts.count(scan.archives().size(), "image archive")
                    + " could not be loaded: " + String.join(", ", failed));
        }
        node.signalDone();
    }

    private static void releaseLeftovers(ContainerdClient containerd, NodeLogger log) {
        for (String namespace : containerd.namespaces()) {
            int leases = ImportLeases.releaseLeftovers(containerd.namespace(namespace));
            if (leases > 0) {
                log.infof("released %s of an import into namespace %s that was cut short", Amounts.count(leases, "lease"),
                        namespace);
            }
        }
    }
}
