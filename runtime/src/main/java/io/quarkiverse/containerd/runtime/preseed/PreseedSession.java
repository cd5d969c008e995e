package io.quarkiverse.containerd.runtime.preseed;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.grpc.Status;
import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.client.ContainerdException;
import io.quarkiverse.containerd.client.NamespaceClient;
import io.quarkiverse.containerd.runtime.preseed.directory.FileStamp;
import io.quarkiverse.containerd.runtime.preseed.directory.ImageList;
import io.quarkiverse.containerd.runtime.preseed.directory.PreseedArchive;
import io.quarkiverse.containerd.runtime.preseed.directory.PreseedDirectory;
import io.quarkiverse.containerd.runtime.preseed.directory.PreseedScan;
import io.quarkiverse.containerd.runtime.preseed.directory.RunTrigger;
import io.quarkiverse.containerd.runtime.preseed.directory.SettlingArchives;
import io.quarkiverse.containerd.runtime.preseed.images.ImageCare;
import io.quarkiverse.containerd.runtime.preseed.load.LoadFailures;
import io.quarkiverse.containerd.runtime.preseed.pull.PullOrders;
import io.quarkiverse.containerd.runtime.preseed.settings.FollowSettings;
import io.quarkiverse.containerd.runtime.preseed.settings.PreseedSettings;
import io.quarkiverse.containerd.runtime.preseed.store.Amounts;
import io.quarkiverse.containerd.runtime.preseed.store.NamespaceViews;
import io.quarkiverse.containerd.runtime.supervisor.Backoff;

/**
 * The work of one incarnation of the preseed: decides which archive is loaded when. Required archives go first, larger ones
 * before smaller ones. For one thread.
 */
final class PreseedSession {

    private final NodeHandle node;
    private final FollowSettings follow;
    private final boolean dryRun;
    private final PreseedDirectory directory;
    private final ImageCare care;
    private final NamespaceViews views;
    private final LoadedArchives loaded;
    private final ArchiveLoads loads;
    private final PreseedReports reports;
    private final PreseedLog words;
    private final PullOrders orders;
    private final RunTrigger trigger;
    private final InstantSource clock = InstantSource.system();
    private final SettlingArchives settling;
    private final Backoff backoff;
    private final Set<String> loading = new HashSet<>();
    /** Versions of the archives that could not be loaded, by path. */
    private final Map<String, String> failed = new HashMap<>();
    private Instant retry = Instant.MIN;
    private PreseedScan scan;
    private SettlingArchives.Settled settled = SettlingArchives.Settled.ALL;
    /** Whether something that is ignored now may become an archive yet. */
    private boolean unfinished;
    private boolean healthy;
    private boolean changed = true;
    /** The image lists that were handed over; null before that. */
    private List<ImageList> ordered;

    PreseedSession(NodeHandle node, PreseedSettings settings, ImageCare care, NamespaceViews views,
            LoadedArchives loaded, ArchiveLoads loads, PreseedReports reports, PreseedLog words, PullOrders orders,
            RunTrigger trigger) {
        this.node = node;
        this.follow = settings.follow();
        this.dryRun = settings.imports().dryRun();
        this.directory = new PreseedDirectory(settings);
        this.care = care;
        this.views = views;
        this.loaded = loaded;
        this.loads = loads;
        this.reports = reports;
        this.words = words;
        this.orders = orders;
        this.trigger = trigger;
        this.settling = new SettlingArchives(follow.quietPeriod(), clock);
        this.backoff = new Backoff(settings.retry().backoff(), new SplittableRandom());
    }

    /**
     * Loads the archives. Unless later changes count it returns when all are loaded.
     *
     * @throws PreseedException when an archive could not be loaded, and nothing else is left to do
     * @throws IOException if the directory cannot be read
     * @throws ContainerdException if containerd is gone
     */
    void run() throws IOException, InterruptedException, PreseedException {
        scan();
        while (true) {
            Instant now = clock.instant();
            startDue(now);
            if (!healthy && required().allMatch(loaded::contains)) {
                healthy = true;
                node.signalHealthy();
            }
            if (loads.isIdle()) {
                endPass();
                if (!follow.follows()) {
                    end();
                    return;
                }
            }
            trigger.await(pause(now));
            end(loads.ended());
            if (follow.follows()) {
                scan();
            }
        }
    }

    private void scan() throws IOException {
        scan = directory.scan();
        reports.scanned(scan);
        Map<Boolean, List<PreseedScan.Ignored>> ignored = scan.ignored().stream()
                .collect(Collectors.partitioningBy(file -> follow.follows() && isUnfinished(file)));
        unfinished = !ignored.get(true).isEmpty();
        ignored.get(false).forEach(file -> words.warn(node.logger(), file.sentence()));
        if (loaded.retain(scan.archives())) {
            changed = true;
            views.forget();
        }
        failed.keySet().retainAll(scan.archives().stream().map(PreseedArchive::path).toList());
        if (follow.follows()) {
            settled = settling.settle(scan.archives().stream().filter(this::isWaiting).toList());
            settled.growing().forEach(archive -> words.growing(node.logger(), archive));
        }
    }

    /** A directory is made before it is filled, and may become an archive yet. */
    private boolean isUnfinished(PreseedScan.Ignored ignored) {
        try {
            return FileStamp.of(ignored.file()).modified().isAfter(clock.instant().minus(follow.quietPeriod()));
        } catch (IOException gone) {
            return true;
        }
    }

    private Stream<PreseedArchive> required() {
        return scan.archives().stream().filter(PreseedArchive::required);
    }

    private boolean isWaiting(PreseedArchive archive) {
        return !loaded.contains(archive) && !loading.contains(archive.path());
    }

    private boolean isGrowing(PreseedArchive archive) {
        return settled.growing().contains(archive);
    }

    /** What others wait for: a required archive that has not been tried yet. */
    private boolean isAwaited(PreseedArchive archive) {
        return archive.required() && !loaded.contains(archive) && !failed.containsKey(archive.path()) && !isGrowing(archive);
    }

    /** One that has failed is left to the next incarnation, unless others would keep that waiting. */
    private boolean isDue(PreseedArchive archive, Instant now) {
        return isWaiting(archive) && !isGrowing(archive) && (!archive.version().equals(failed.get(archive.path()))
                || (archive.required() || follow.follows()) && !now.isBefore(retry));
    }

    private void startDue(Instant now) {
        boolean requiredFirst = scan.archives().stream().anyMatch(this::isAwaited);
        scan.inLoadOrder().stream().filter(archive -> isDue(archive, now))
                .filter(archive -> archive.required() || !requiredFirst).takeWhile(archive -> !loads.isFull())
                .forEach(archive -> {
                    loading.add(archive.path());
                    loads.start(archive);
                });
    }

    private void end(List<ArchiveLoads.Ended> loads) {
        loads.forEach(this::end);
        loads.stream().map(ArchiveLoads.Ended::failure).filter(PreseedSession::isGone).findFirst().ifPresent(gone -> {
            throw (ContainerdException) gone;
        });
    }

    private static boolean isGone(Exception failure) {
        return failure instanceof ContainerdException refused && refused.code() == Status.Code.UNAVAILABLE;
    }

    private void end(ArchiveLoads.Ended load) {
        PreseedArchive archive = load.archive();
        loading.remove(archive.path());
        changed = true;
        if (load.failure() == null) {
            loaded.add(archive, load.names());
            failed.remove(archive.path());
        } else {
            if (load.names().isEmpty()) {
                loaded.release(archive);
            }
            views.forget();
            failed(archive, load.failure());
        }
        if (failed.isEmpty()) {
            backoff.reset();
        }
    }

    private void failed(PreseedArchive archive, Exception failure) {
        if (follow.follows() && PreseedDirectory.hasChanged(archive)) {
            reports.interrupted(archive);
            words.growing(node.logger(), archive);
            return;
        }
        reports.failed(archive, LoadFailures.describe(failure));
        if (!isGone(failure)) {
            words.failed(node.logger(), archive, failure);
        }
        failed.put(archive.path(), archive.version());
        Instant now = clock.instant();
        if (!now.isBefore(retry)) {
            retry = now.plus(backoff.next());
        }
    }

    /** When nothing is being loaded. */
    private void endPass() {
        if (changed && dryRun) {
            words.dryRun(node.logger(), reports.report());
        } else if (changed && directory.exists()) {
            sweep();
            views.forget();
        }
        changed = false;
        loaded.warnings().forEach(warning -> words.warn(node.logger(), warning));
        if (!scan.lists().equals(ordered)) {
            ordered = scan.lists();
            orders.put(ordered, !follow.follows() && failed.isEmpty());
        }
    }

    /** Where an archive could not be loaded nobody knows what it asks for, and its namespace is left alone. */
    private void sweep() {
        for (NamespaceClient namespace : views.namespaces()) {
            List<PreseedArchive> present = scan.archives().stream()
                    .filter(archive -> archive.namespace().equals(namespace.name())).toList();
            if (!care.hasMarked(namespace, views)) {
                continue;
            }
            if (present.stream().allMatch(loaded::contains)) {
                Map<PreseedArchive, Set<String>> names = new LinkedHashMap<>();
                present.forEach(archive -> names.put(archive, loaded.names(archive)));
                words.swept(node.logger(), namespace.name(), care.sweep(namespace, names));
            } else {
                node.logger().debugf("no image of namespace %s is released or removed before all its archives have been"
                        + " loaded", namespace.name());
            }
        }
    }

    private void end() throws PreseedException {
        if (!failed.isEmpty()) {
            throw new PreseedException(failed.size() + " of " + Amounts.count(scan.archives().size(), "image archive")
                    + " could not be loaded: " + failed.keySet().stream().sorted().collect(Collectors.joining(", ")));
        }
        node.signalDone();
    }

    /** How long there is nothing to do unless something happens. */
    private Optional<Duration> pause(Instant now) {
        Optional<Duration> untilRetry = failed.isEmpty() || !retry.isAfter(now) ? Optional.empty()
                : Optional.of(Duration.between(now, retry));
        Optional<Duration> untilFinished = unfinished ? Optional.of(follow.quietPeriod()) : Optional.empty();
        return Stream.of(settled.pause(), untilRetry, untilFinished).flatMap(Optional::stream).min(Comparator.naturalOrder());
    }
}
