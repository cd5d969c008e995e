package io.quarkiverse.containerd.runtime.preseed;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

import org.jboss.logging.Logger;

import io.quarkiverse.containerd.client.ContainerdException;
import io.quarkiverse.containerd.logs.NodeLogger;
import io.quarkiverse.containerd.preseed.LoadPlan;
import io.quarkiverse.containerd.preseed.PreseedReport;
import io.quarkiverse.containerd.runtime.preseed.directory.DirectoryScan;
import io.quarkiverse.containerd.runtime.preseed.directory.PreseedArchive;
import io.quarkiverse.containerd.runtime.preseed.images.ImageRetention;
import io.quarkiverse.containerd.runtime.preseed.images.PruneDecision;
import io.quarkiverse.containerd.runtime.preseed.load.ImportResult;
import io.quarkiverse.containerd.runtime.preseed.load.LoadFailures;
import io.quarkiverse.containerd.runtime.preseed.store.HumanReadable;
import io.quarkiverse.containerd.runtime.preseed.store.Progress;
import io.quarkiverse.containerd.runtime.preseed.store.RecordLabels;
import io.quarkiverse.containerd.runtime.preseed.store.SentTotal;
import io.quarkiverse.containerd.runtime.text.BoundedText;

/** The preseed's log lines. What an earlier run has logged is not repeated, but at debug level. */
final class PreseedLog {

    private static final int MOST_LINES = 10;
    /** More than an operator reads; names and reasons may change for as long as the daemon runs. */
    private static final int MOST_REMEMBERED = 10_000;
    private static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(10);

    private final NodeLogger log;
    private final Set<String> logged;

    /** @param logged what has been logged, for all runs; safe for use by several threads */
    PreseedLog(NodeLogger log, Set<String> logged) {
        this.log = log;
        this.logged = logged;
    }

    /** Makes a memory of what has been logged, which forgets the oldest lines. Safe for use by several threads. */
    static Set<String> memory() {
        return Collections.synchronizedSet(Collections.newSetFromMap(new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                return size() > MOST_REMEMBERED;
            }
        }));
    }

    void warn(String warning) {
        once(Logger.Level.WARN, warning, null);
    }

    /** Warns of files that are ignored. */
    void ignored(List<DirectoryScan.Ignored> files) {
        few(files, file -> warn(file.sentence()), more -> warn(more + " more files of the preseed directory are ignored"));
    }

    private void once(Logger.Level level, String message, Throwable failure) {
        log.log(logged.add(message) ? level : Logger.Level.DEBUG, message, Map.of(), failure);
    }

    void retried(FailedArchivesException failure, Duration pause) {
        log.debugf("retries in %d ms: %s", pause.toMillis(), failure.getMessage());
    }

    void noDirectory(Object directory) {
        log.debugf("there is no preseed directory %s", directory);
    }

    void notice(String notice) {
        once(Logger.Level.INFO, notice, null);
    }

    /** @param leases the number of leases that interrupted imports have left, by namespace */
    void interrupted(Map<String, Integer> leases) {
        leases.forEach((namespace, number) -> log.infof("go on with what an interrupted import left under %s in namespace %s",
                HumanReadable.count(number, "lease"), namespace));
    }

    /** @param unchanged whether the archive had been loaded before, and nothing had to be done */
    void loaded(PreseedArchive archive, LoadResult load, boolean unchanged) {
        if (unchanged) {
            log.debugf("%s is still present", archive.path());
            return;
        }
        ImportResult imported = load.imported();
        log.infof("%s: %s in namespace %s (%s), sent %s, %s already present%s, %s", archive.path(),
                HumanReadable.count(imported.images().size(), "image"), archive.namespace(),
                BoundedText.names(imported.images().keySet()), HumanReadable.bytes(imported.bytesSent()),
                HumanReadable.bytes(imported.bytesPresent()),
                load.layersUnpacked() == 0 ? "" : ", unpacked " + HumanReadable.count(load.layersUnpacked(), "layer"),
                HumanReadable.duration(load.duration()));
        if (!imported.usable()) {
            warn(archive.path() + " brought no image that can be used here: " + BoundedText.names(imported.notes(), "; "));
            return;
        }
        notes(archive.path(), imported.notes());
    }

    void planned(LoadPlan plan) {
        log.infof("%s would bring %s into namespace %s (%s), send %s, %s already present", plan.path(),
                HumanReadable.count(plan.images().size(), "image"), plan.namespace(), BoundedText.names(plan.images().stream()
                        .map(image -> image.name() + " for " + String.join(", ", image.platforms())).toList(), "; "),
                HumanReadable.bytes(plan.bytesMissing()), HumanReadable.bytes(plan.bytesPresent()));
        notes(plan.path(), plan.notes());
    }

    private void notes(String path, List<String> notes) {
        few(notes, note -> log.infof("%s: %s", path, note), more -> log.infof("%s: %d more notes like these", path, more));
    }

    /** Logs the first of things of which there may be very many, and the number of the others. */
    private static <T> void few(Collection<T> things, Consumer<T> line, IntConsumer others) {
        things.stream().limit(MOST_LINES).forEach(line);
        if (things.size() > MOST_LINES) {
            others.accept(things.size() - MOST_LINES);
        }
    }

    void dryRun(PreseedReport report) {
        log.infof("dry run (quarkus.containerd.preseed.dry-run): %s not loaded, %s would be sent",
                HumanReadable.count(report.archives().size(), "image archive"), HumanReadable.bytes(report.archives().stream()
                        .flatMap(archive -> archive.plan().stream()).mapToLong(LoadPlan::bytesMissing).sum()));
    }

    void growing(PreseedArchive archive) {
        once(Logger.Level.INFO, archive.path() + " is being written, and is loaded once it no longer changes", null);
    }

    void failed(PreseedArchive archive, Throwable failure) {
        boolean expected = failure instanceof IOException || failure instanceof ContainerdException;
        once(Logger.Level.ERROR, archive.path() + " could not be loaded: " + LoadFailures.describe(failure),
                expected ? null : failure);
    }

    /** @param left what the archive has brought all the same */
    void lost(PreseedArchive archive, LoadResult left, String conflict) {
        once(Logger.Level.ERROR, archive.path() + " could not be loaded"
                + (left.imported().images().isEmpty() ? "" : " completely") + ": " + conflict, null);
    }

    void swept(String namespace, ImageRetention.Sweep sweep) {
        few(sweep.released(), name -> log.infof("image %s of namespace %s is no longer pinned", BoundedText.name(name),
                namespace), more -> log.infof("%d more images of namespace %s are no longer pinned", more, namespace));
        PruneDecision pruned = sweep.pruned();
        few(pruned.removed(), record -> log.infof("removed image %s of namespace %s: no %s any more",
                BoundedText.name(record.name()), namespace,
                RecordLabels.isImageId(record) ? "name refers to it" : "archive brings it"),
                more -> log.infof("removed %d more images of namespace %s", more, namespace));
        few(pruned.used(), name -> notice("image " + BoundedText.name(name) + " of namespace " + namespace
                + " is to be removed, but stays while a container uses it"),
                more -> notice(more + " more images of namespace " + namespace
                        + " are to be removed, but stay while containers use them"));
    }

    void notSwept(String namespace) {
        log.debugf("no image of namespace %s is released or removed before all its archives have been loaded", namespace);
    }

    /** Counts the bytes of an archive that are sent. @param all counts those of all archives */
    Progress sending(PreseedArchive archive, SentTotal all) {
        return new Progress(PROGRESS_INTERVAL, System::nanoTime, (done, total) -> log.infof("%s: %s of %s",
                archive.path(), HumanReadable.bytes(done), HumanReadable.bytes(total)), all);
    }

    /** Counts the layers of an archive that are unpacked. */
    Progress unpacking(PreseedArchive archive) {
        return new Progress(PROGRESS_INTERVAL, System::nanoTime, (done, total) -> log.infof("%s: unpacked %s of %s",
                archive.path(), done, HumanReadable.count(total.intValue(), "layer")));
    }
}
