package io.quarkiverse.containerd.preseed;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.client.ContainerdException;
import io.quarkiverse.containerd.logs.NodeLogger;
import io.quarkiverse.containerd.supervisor.Backoff;

/** The runs of one incarnation of the preseed: each loads what the earlier ones have not. */
final class PreseedRuns {

    private final PreseedSettings settings;
    private final PreseedDirectory directory;
    private final ContainerdClient containerd;
    private final PreseedReports reports;
    private final ImageCare care;
    private final PullOrders orders;
    private final PreseedLog words;
    private final NodeLogger log;
    private final InstantSource clock = InstantSource.system();

    private final LoadedArchives loaded = new LoadedArchives();
    private final SettlingArchives settling;
    private final Backoff backoff;
    /** Versions of the archives that could not be loaded, by path. */
    private final Map<String, String> failed = new HashMap<>();
    private Instant retry = Instant.MIN;
    private List<ImageList> ordered = List.of();

    PreseedRuns(PreseedSettings settings, PreseedDirectory directory, ContainerdClient containerd, PreseedReports reports,
            ImageCare care, PullOrders orders, PreseedLog words, NodeLogger log) {
        this.settings = settings;
        this.directory = directory;
        this.containerd = containerd;
        this.reports = reports;
        this.care = care;
        this.orders = orders;
        this.words = words;
        this.log = log;
        this.settling = new SettlingArchives(settings.follow().quietPeriod(), clock);
        this.backoff = new Backoff(settings.retry().backoff(), new SplittableRandom());
    }

    /**
     * Loads what is new or has changed, and what could not be loaded if its time has come; the required archives first.
     *
     * @param requiredLoaded called when all required archives are loaded
     * @throws IOException if the directory cannot be read
     * @throws ContainerdException if containerd is gone
     */
    Outcome next(Runnable requiredLoaded) throws IOException, InterruptedException {
        PreseedScan scan = directory.scan();
        reports.scanned(scan);
        scan.warnings().forEach(warning -> words.warn(log, warning));
        List<PreseedArchive> archives = scan.archives();
        boolean forgotten = !loaded.retain(archives).isEmpty();
        failed.keySet().retainAll(archives.stream().map(PreseedArchive::path).toList());

        SettlingArchives.Settled settled = settings.follow().follows() ? settling.settle(unloaded(archives))
                : SettlingArchives.Settled.ALL;
        settled.growing().forEach(archive -> words.growing(log, archive));
        boolean retrying = !clock.instant().isBefore(retry);
        List<PreseedArchive> due = unloaded(archives).stream().filter(archive -> !settled.growing().contains(archive)
                && (retrying || !archive.version().equals(failed.get(archive.path())))).toList();
        load(due, archives, requiredLoaded);

        boolean calm = settled.growing().isEmpty();
        if (directory.exists() && (calm || forgotten || !due.isEmpty())) {
            care.sweep(archives, loaded, containerd, log);
        }
        if (calm || !scan.lists().equals(ordered)) {
            ordered = scan.lists();
            orders.put(ordered, !settings.follow().follows() && failed.isEmpty());
        }
        return new Outcome(archives, failed.keySet().stream().sorted().toList(), wait(settled, due));
    }

    private List<PreseedArchive> unloaded(List<PreseedArchive> archives) {
        return archives.stream().filter(archive -> !loaded.contains(archive)).toList();
    }

    private void load(List<PreseedArchive> due, List<PreseedArchive> all, Runnable requiredLoaded)
            throws InterruptedException {
        List<PreseedArchive> required = all.stream().filter(PreseedArchive::required).toList();
        Map<Boolean, List<PreseedArchive>> byNeed = due.stream()
                .collect(Collectors.partitioningBy(PreseedArchive::required));
        List<String> missed = new ArrayList<>();
        if (!due.isEmpty()) {
            care.prepare(containerd);
        }
        try (PreseedRun run = new PreseedRun(settings, containerd, reports, words, log, care, loaded)) {
            missed.addAll(run.load(byNeed.get(true)));
            if (required.stream().allMatch(loaded::contains)) {
                requiredLoaded.run();
            }
            missed.addAll(run.load(byNeed.get(false)));
        }
        for (PreseedArchive archive : due) {
            failed.remove(archive.path());
            if (missed.contains(archive.path())) {
                failed.put(archive.path(), archive.version());
            }
        }
        if (!missed.isEmpty()) {
            retry = clock.instant().plus(backoff.next());
        } else if (failed.isEmpty()) {
            backoff.reset();
        }
    }

    /** Until something is to be done although nothing happens. */
    private Optional<Duration> wait(SettlingArchives.Settled settled, List<PreseedArchive> due) {
        List<Duration> waits = new ArrayList<>(settled.pause().stream().toList());
        if (!failed.isEmpty()) {
            waits.add(Duration.between(clock.instant(), retry));
        }
        if (due.stream().anyMatch(archive -> !loaded.contains(archive) && !failed.containsKey(archive.path()))) {
            // has been written to while it was read
            waits.add(settings.follow().quietPeriod());
        }
        return waits.stream().min(Duration::compareTo).map(wait -> wait.isNegative() ? Duration.ZERO : wait);
    }

    /** How long to wait when the run itself has failed. */
    Duration failedRun() {
        return backoff.next();
    }

    /**
     * What a run has led to.
     *
     * @param archives all archives
     * @param failed the paths of those that could not be loaded, now or before
     * @param pause after which time there is something to do although nothing happens
     */
    record Outcome(List<PreseedArchive> archives, List<String> failed, Optional<Duration> pause) {

        boolean isRequiredFailed() {
            return archives.stream().anyMatch(archive -> archive.required() && failed.contains(archive.path()));
        }

        PreseedException failure() {
            return new PreseedException(failed.size() + " of " + Amounts.count(archives.size(), "image archive")
                    + " could not be loaded: " + String.join(", ", failed));
        }
    }
}
