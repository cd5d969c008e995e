package io.quarkiverse.containerd.runtime.preseed;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import org.jboss.logging.Logger;

import io.quarkiverse.containerd.client.ContainerdException;
import io.quarkiverse.containerd.logs.NodeLogger;
import io.quarkiverse.containerd.preseed.ArchivePlanReport;
import io.quarkiverse.containerd.preseed.PreseedReport;
import io.quarkiverse.containerd.runtime.preseed.directory.PreseedArchive;
import io.quarkiverse.containerd.runtime.preseed.images.Care;
import io.quarkiverse.containerd.runtime.preseed.images.ImageCare;
import io.quarkiverse.containerd.runtime.preseed.images.PrunePlan;
import io.quarkiverse.containerd.runtime.preseed.images.Unpacked;
import io.quarkiverse.containerd.runtime.preseed.load.ImportResult;
import io.quarkiverse.containerd.runtime.preseed.load.LoadFailures;
import io.quarkiverse.containerd.runtime.preseed.store.Amounts;
import io.quarkiverse.containerd.runtime.preseed.store.Progress;
import io.quarkiverse.containerd.runtime.preseed.store.RecordLabels;

/** Words for the log. A retry does not repeat what an earlier run has said. Safe for use by several threads. */
final class PreseedLog {

    private static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(10);

    private final Set<String> said = ConcurrentHashMap.newKeySet();
    private final Map<String, String> loadedVersions = new ConcurrentHashMap<>();

    void warn(NodeLogger log, String warning) {
        if (said.add(warning)) {
            log.warnf("%s", warning);
        }
    }

    void loaded(NodeLogger log, PreseedArchive archive, ImportResult result, Care care, Duration duration) {
        boolean again = archive.version().equals(loadedVersions.put(archive.path(), archive.version()));
        int unpacked = care.unpacked().map(Unpacked::layers).orElse(0);
        if (again && result.bytesSent() == 0 && unpacked == 0) {
            log.debugf("%s is still there", archive.path());
            return;
        }
        log.infof("%s: %s in namespace %s (%s), %s sent, %s were there%s, %s", archive.path(),
                Amounts.count(result.images().size(), "image"), archive.namespace(),
                String.join(", ", result.images().keySet()), Amounts.bytes(result.bytesSent()),
                Amounts.bytes(result.bytesPresent()),
                unpacked == 0 ? "" : ", " + Amounts.count(unpacked, "layer") + " unpacked",
                Amounts.duration(duration));
        result.notes().forEach(note -> log.infof("%s: %s", archive.path(), note));
    }

    void planned(NodeLogger log, ArchivePlanReport plan) {
        log.infof("%s would bring %s into namespace %s (%s); %s would be sent, %s are there", plan.path(),
                Amounts.count(plan.images().size(), "image"), plan.namespace(), plan.images().stream()
                        .map(image -> image.name() + " for " + String.join(", ", image.platforms()))
                        .collect(Collectors.joining("; ")),
                Amounts.bytes(plan.bytesMissing()), Amounts.bytes(plan.bytesPresent()));
        plan.notes().forEach(note -> log.infof("%s: %s", plan.path(), note));
    }

    void dryRun(NodeLogger log, PreseedReport report) {
        log.infof("this is a dry run (quarkus.containerd.preseed.dry-run): nothing was loaded of %s; %s would be sent",
                Amounts.count(report.archives().size(), "image archive"), Amounts.bytes(report.archives().stream()
                        .flatMap(archive -> archive.plan().stream()).mapToLong(ArchivePlanReport::bytesMissing).sum()));
    }

    void growing(NodeLogger log, PreseedArchive archive) {
        say(log, Logger.Level.INFO, archive.path() + " is being written, and is loaded when it no longer changes");
    }

    void swept(NodeLogger log, String namespace, ImageCare.Sweep sweep) {
        released(log, namespace, sweep.released());
        pruned(log, namespace, sweep.pruned());
    }

    private static void released(NodeLogger log, String namespace, Collection<String> names) {
        names.forEach(name -> log.infof("image %s of namespace %s is no longer pinned", name, namespace));
    }

    private void pruned(NodeLogger log, String namespace, PrunePlan plan) {
        plan.removed().forEach(record -> log.infof("image %s of namespace %s has been removed: no %s any more",
                record.name(), namespace, RecordLabels.isImageId(record) ? "name refers to it" : "archive brings it"));
        plan.used().forEach(name -> say(log, Logger.Level.INFO, "image " + name + " of namespace " + namespace
                + " is to be removed, but stays while a container uses it"));
    }

    /** Once. */
    private void say(NodeLogger log, Logger.Level level, String sentence) {
        log.log(said.add(sentence) ? level : Logger.Level.DEBUG, sentence, Map.of(), null);
    }

    void failed(NodeLogger log, PreseedArchive archive, Exception failure) {
        String message = archive.path() + " could not be loaded: " + LoadFailures.describe(failure);
        boolean expected = failure instanceof IOException || failure instanceof ContainerdException;
        log.log(said.add(message) ? Logger.Level.ERROR : Logger.Level.DEBUG, message, Map.of(), expected ? null : failure);
    }

    Progress progress(NodeLogger log, PreseedArchive archive) {
        return new Progress(PROGRESS_INTERVAL, System::nanoTime, (done, total) -> log.infof("%s: %s of %s",
                archive.path(), Amounts.bytes(done), Amounts.bytes(total)));
    }

    /** Counts layers. */
    Progress unpacking(NodeLogger log, PreseedArchive archive) {
        return new Progress(PROGRESS_INTERVAL, System::nanoTime, (done, total) -> log.infof("%s: %s of %s unpacked",
                archive.path(), done, Amounts.count(total.intValue(), "layer")));
    }
}
