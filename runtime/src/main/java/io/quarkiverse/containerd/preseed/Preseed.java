package io.quarkiverse.containerd.preseed;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

import org.jboss.logging.Logger;

import io.grpc.Status;
import io.quarkiverse.containerd.archive.ArchiveException;
import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.client.ContainerdException;
import io.quarkiverse.containerd.logs.NodeLogger;
import io.quarkiverse.containerd.supervisor.NodeHandle;
import io.quarkiverse.containerd.supervisor.SupervisedRunnable;

/**
 * Loads the image archives of the preseed directory into containerd. An archive that cannot be loaded does not keep the others
 * from it; it makes the node fail in the end, so that it is tried again. What has been loaded already costs the next run only
 * the question whether it is still there.
 */
public final class Preseed implements SupervisedRunnable {

    private static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(10);

    private final PreseedSettings settings;
    private final PreseedDirectory directory;
    private final Supplier<ContainerdClient> client;
    private final PreseedReports reports;
    private final ArchiveImporter importer;

    /** What earlier incarnations have said, so that a retry does not repeat it. */
    private final Set<String> said = new HashSet<>();
    private final Map<String, String> loadedVersions = new HashMap<>();

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
        this.importer = new ArchiveImporter(settings.archives().reader(), settings.archives().planner(),
                settings.leaseExpiry());
    }

    @Override
    public void run(NodeHandle node) throws Exception {
        NodeLogger log = node.logger();
        if (!directory.exists()) {
            log.debugf("there is no preseed directory %s", settings.directory());
        }
        PreseedScan scan = directory.scan();
        reports.scanned(scan.archives());
        scan.warnings().stream().filter(said::add).forEach(warning -> log.warnf("%s", warning));
        ContainerdClient containerd = client.get();
        if (!scan.archives().isEmpty()) {
            releaseLeftovers(containerd, log);
        }
        ImageOwners owners = new ImageOwners();
        List<String> failed = new ArrayList<>();
        for (PreseedArchive archive : scan.archives()) {
            if (!load(archive, containerd, owners, log)) {
                failed.add(archive.path());
            }
        }
        if (!failed.isEmpty()) {
            throw new PreseedException(failed.size() + " of " + Amounts.count(scan.archives().size(), "image archive")
                    + " could not be loaded: " + String.join(", ", failed));
        }
        node.signalHealthy();
        node.signalDone();
    }

    private static void releaseLeftovers(ContainerdClient containerd, NodeLogger log) {
        for (String namespace : containerd.namespaces()) {
            int leases = ArchiveImporter.releaseLeftovers(containerd.namespace(namespace));
            if (leases > 0) {
                log.infof("released %s of an import into namespace %s that was cut short", Amounts.count(leases, "lease"),
                        namespace);
            }
        }
    }

    /** @return whether the archive is loaded */
    private boolean load(PreseedArchive archive, ContainerdClient containerd, ImageOwners owners, NodeLogger log)
            throws InterruptedException {
        reports.loading(archive);
        long start = System.nanoTime();
        try {
            if (!archive.problem().isEmpty()) {
                throw new IOException(archive.problem());
            }
            ImportResult result = importer.load(archive, containerd.namespace(archive.namespace()), progress(archive, log));
            reports.loaded(archive, result);
            logLoaded(archive, result, Duration.ofNanos(System.nanoTime() - start), log);
            owners.add(archive, result.images()).stream().filter(said::add).forEach(warning -> log.warnf("%s", warning));
            return true;
        } catch (IOException | RuntimeException e) {
            if (Thread.currentThread().isInterrupted()) {
                reports.interrupted(archive);
                throw new InterruptedException("cancelled while loading " + archive.path());
            }
            reports.failed(archive, reason(e));
            if (e instanceof ContainerdException failure && failure.code() == Status.Code.UNAVAILABLE) {
                throw failure;
            }
            logFailed(archive, e, log);
            return false;
        }
    }

    private static Progress progress(PreseedArchive archive, NodeLogger log) {
        return new Progress(PROGRESS_INTERVAL, System::nanoTime, (done, total) -> log.infof("%s: %s of %s",
                archive.path(), Amounts.bytes(done), Amounts.bytes(total)));
    }

    private void logLoaded(PreseedArchive archive, ImportResult result, Duration duration, NodeLogger log) {
        boolean again = archive.version().equals(loadedVersions.put(archive.path(), archive.version()));
        if (again && result.bytesSent() == 0) {
            log.debugf("%s is still there", archive.path());
            return;
        }
        log.infof("%s: %s in namespace %s (%s), %s sent, %s were there, %s", archive.path(),
                Amounts.count(result.images().size(), "image"), archive.namespace(),
                String.join(", ", result.images().keySet()), Amounts.bytes(result.bytesSent()),
                Amounts.bytes(result.bytesPresent()), Amounts.duration(duration));
        result.notes().forEach(note -> log.infof("%s: %s", archive.path(), note));
    }

    private void logFailed(PreseedArchive archive, Exception failure, NodeLogger log) {
        String message = archive.path() + " could not be loaded: " + reason(failure);
        boolean expected = failure instanceof IOException || failure instanceof ContainerdException;
        log.log(said.add(message) ? Logger.Level.ERROR : Logger.Level.DEBUG, message, Map.of(), expected ? null : failure);
    }

    private static String reason(Exception failure) {
        if (failure instanceof ArchiveException bad) {
            return bad.entry().map(entry -> "entry \"" + entry + "\": ").orElse("") + bad.reason();
        }
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }
}
