package io.quarkiverse.containerd.runtime.preseed;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.grpc.Status;
import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.client.ContainerdException;
import io.quarkiverse.containerd.runtime.disk.DiskReads;
import io.quarkiverse.containerd.runtime.disk.NoRoomException;
import io.quarkiverse.containerd.runtime.preseed.directory.DirectoryScan;
import io.quarkiverse.containerd.runtime.preseed.directory.FileStamp;
import io.quarkiverse.containerd.runtime.preseed.directory.ImageList;
import io.quarkiverse.containerd.runtime.preseed.directory.PreseedArchive;
import io.quarkiverse.containerd.runtime.preseed.directory.PreseedDirectory;
import io.quarkiverse.containerd.runtime.preseed.directory.Sighting;
import io.quarkiverse.containerd.runtime.preseed.load.LoadFailures;
import io.quarkiverse.containerd.runtime.preseed.load.NameOwners;
import io.quarkiverse.containerd.runtime.preseed.pull.ListMailbox;
import io.quarkiverse.containerd.runtime.preseed.settings.FollowSettings;
import io.quarkiverse.containerd.runtime.preseed.settings.PreseedSettings;
import io.quarkiverse.containerd.runtime.preseed.store.HumanReadable;
import io.quarkiverse.containerd.runtime.supervisor.Backoff;
import io.quarkiverse.containerd.runtime.text.BoundedText;

/**
 * A run of the preseed, which decides when each archive is loaded: required ones first, larger ones before smaller ones.
 * For one thread, the only one that changes the status of archives.
 */
final class PreseedLoop {

    private final NodeHandle node;
    private final FollowSettings follow;
    private final boolean dryRun;
    private final PreseedDirectory directory;
    private final DiskReads reads;
    private final PreseedStatus statuses;
    private final LoaderThreads loads;
    private final NameOwners owners;
    private final SandboxCheck sandbox;
    private final LoadedImages images;
    private final Sweeper sweeper;
    private final ListMailbox mailbox;
    private final PreseedLog log;
    private final InstantSource clock = InstantSource.system();
    private final Backoff backoff;
    /** The monotonic time from which archives that have failed may be tried again. */
    private long retry = System.nanoTime();
    private DirectoryScan scan;
    /** Whether a file that is ignored now may still become an archive. */
    private boolean unfinished;
    private boolean healthy;
    /** Whether what was found at first is still being loaded. */
    private boolean starting;
    /** Whether something has happened since the last pass ended. */
    private boolean changed = true;
    /** The image lists that were handed over; null before that. */
    private List<ImageList> ordered;

    /** @param reads reads the preseed directory, which must not keep this thread from ending */
    PreseedLoop(NodeHandle node, PreseedSettings settings, DiskReads reads, PreseedStatus statuses, LoaderThreads loads,
            NameOwners owners,
            SandboxCheck sandbox, LoadedImages images, Sweeper sweeper, ListMailbox mailbox, PreseedLog log) {
        this.node = node;
        this.follow = settings.follow();
        this.dryRun = settings.imports().dryRun();
        this.directory = new PreseedDirectory(settings);
        this.reads = reads;
        this.statuses = statuses;
        this.loads = loads;
        this.owners = owners;
        this.sandbox = sandbox;
        this.images = images;
        this.sweeper = sweeper;
        this.mailbox = mailbox;
        this.log = log;
        this.backoff = new Backoff(settings.retry().backoff(), new SplittableRandom());
    }

    /**
     * Loads the archives. Unless changes of the directory are followed, returns when all are loaded.
     *
     * @param alreadyHealthy whether an earlier run has signalled HEALTHY for this incarnation of the node
     * @throws FailedArchivesException when an archive could not be loaded, and nothing else is left to do
     * @throws IOException if the directory cannot be read
     * @throws ContainerdException if containerd is gone
     */
    void run(boolean alreadyHealthy) throws IOException, InterruptedException, FailedArchivesException {
        healthy = alreadyHealthy;
        starting = !alreadyHealthy;
        scan();
        while (true) {
            long now = System.nanoTime();
            startDue(now);
            signalHealthy();
            if (loads.areIdle()) {
                endPass();
                if (!follow.follows()) {
                    endRun();
                    return;
                }
            }
            List<LoaderThreads.Load> ended = loads.await(pause(now));
            boolean outdated = takeEnded(ended);
            // loads that have ended well, but for the last, are no reason to read a directory that may have thousands of files
            if (follow.follows() && (loads.isScanRequested() || outdated || ended.isEmpty() || areAllTried())) {
                scan();
            }
        }
    }

    private boolean areAllTried() {
        return loads.areIdle() && statuses.hasNone(ArchiveGroup.WAITING);
    }

    private void scan() throws IOException, InterruptedException {
        scan = reads.call(directory::scan);
        Collection<PreseedArchive> outdated = statuses.scanned(scan);
        if (!outdated.isEmpty()) {
            changed = true;
            sweeper.contentChanged();
        }
        loadAgain(owners.retain(scan.archives()));
        sandbox.scanned(scan);
        reloadGone();
        DirectoryScan found = scan;
        Map<Boolean, List<DirectoryScan.Ignored>> ignored = reads.call(() -> found.ignored().stream()
                .collect(Collectors.partitioningBy(file -> follow.follows() && isUnfinished(file))));
        unfinished = !ignored.get(true).isEmpty();
        log.ignored(ignored.get(false));
        if (follow.follows()) {
            lookForGrowing();
        }
    }

    /**
     * Whether a directory may still become an archive, as it is created before it is filled. A modification time far in the
     * future says nothing.
     */
    private boolean isUnfinished(DirectoryScan.Ignored ignored) {
        try {
            Duration age = Duration.between(FileStamp.of(ignored.file()).modified(), clock.instant());
            return age.abs().compareTo(follow.quietPeriod()) < 0;
        } catch (IOException gone) {
            return true;
        }
    }

    private void lookForGrowing() throws IOException, InterruptedException {
        Instant wallTime = clock.instant();
        long now = System.nanoTime();
        List<ArchiveStatus> waiting = statuses.archives(ArchiveGroup.WAITING);
        Map<Path, Optional<Sighting>> seen = reads.call(() -> {
            Map<Path, Optional<Sighting>> sightings = new HashMap<>();
            waiting.forEach(status -> sightings.put(status.archive().file(),
                    Sighting.of(status.archive(), status.sighting(), wallTime, now)));
            return sightings;
        });
        waiting.forEach(status -> statuses.update(status.archive(),
                (known, at) -> known.seen(seen.get(status.archive().file()))));
        growing(now).forEach(growing -> log.growing(growing.archive()));
    }

    private Stream<ArchiveStatus> growing(long now) {
        return follow.follows()
                ? statuses.archives(ArchiveGroup.WAITING).stream().filter(status -> isGrowing(status, now))
                : Stream.empty();
    }

    private boolean isGrowing(ArchiveStatus status, long now) {
        return follow.follows() && status.isWaiting() && status.isGrowing(follow.quietPeriod(), now);
    }

    private void reloadGone() {
        Set<PreseedArchive> gone = images.toReload(node.logger());
        if (!gone.isEmpty()) {
            changed = true;
            sweeper.contentChanged();
            loadAgain(gone);
        }
    }

    /** Has archives loaded again that bring an image which is gone, or whose name may be theirs now. */
    private void loadAgain(Set<PreseedArchive> archives) {
        archives.forEach(archive -> statuses.update(archive, (status, now) -> status.isLoaded() ? status.waiting() : status));
    }

    private void startDue(long now) throws IOException, InterruptedException {
        Set<PreseedArchive> mended = mended();
        boolean requiredFirst = statuses.first(ArchiveGroup.AWAITED, status -> isAwaited(status, now)).isPresent();
        Predicate<ArchiveStatus> due = status -> isDue(status, now, mended)
                && (status.archive().required() || !requiredFirst);
        for (Optional<PreseedArchive> next = firstOf(due); next.isPresent(); next = firstOf(due)) {
            start(next.get());
        }
        postpone();
    }

    private Optional<PreseedArchive> firstOf(Predicate<ArchiveStatus> due) {
        return loads.areBusy() ? Optional.empty()
                : statuses.first(ArchiveGroup.WAITING, due).map(ArchiveStatus::archive);
    }

    /** Returns the archives that have changed since they failed for a reason that lasts until then. */
    private Set<PreseedArchive> mended() throws IOException, InterruptedException {
        List<PreseedArchive> failed = isRetryDue()
                ? statuses.archives(ArchiveGroup.LASTING).stream().map(ArchiveStatus::archive).toList()
                : List.of();
        return failed.isEmpty() ? Set.of()
                : reads.call(() -> failed.stream().filter(PreseedDirectory::hasChanged).collect(Collectors.toSet()));
    }

    /** Whether optional archives wait for it, because it is required and has not been tried yet. */
    private boolean isAwaited(ArchiveStatus status, long now) {
        return !status.isLoaded() && !status.hasFailed() && !isGrowing(status, now);
    }

    private boolean isDue(ArchiveStatus status, long now, Set<PreseedArchive> mended) {
        return status.isWaiting() && !isGrowing(status, now)
                && (!status.hasFailed() || status.isRetried() && isRetryDue(status, mended));
    }

    /**
     * Whether to try one again that has failed: an optional one only where changes are followed, as it is left to the next run
     * otherwise; and one that lacked room, and is unchanged, as soon as there is room, and not before.
     */
    private boolean isRetryDue(ArchiveStatus status, Set<PreseedArchive> mended) {
        if (status.lacksRoom()) {
            return status.hasRoomNow();
        }
        return (status.archive().required() || follow.follows()) && isRetryDue()
                && (!status.isLasting() || mended.contains(status.archive()));
    }

    /** Looks later whether archives have changed that fail until they do. Where changes are followed, they are noticed. */
    private void postpone() {
        if (isRetryDue() && !loads.areBusy() && !follow.follows()
                && !statuses.hasNone(ArchiveGroup.LASTING)) {
            retry = System.nanoTime() + backoff.next().toNanos();
        }
    }

    private void start(PreseedArchive archive) {
        LoadProgress progress = new LoadProgress(log.sending(archive, statuses.sent()), log.unpacking(archive),
                clock.instant());
        statuses.update(archive, (status, now) -> status.loading(progress));
        loads.start(archive, progress);
    }

    private void signalHealthy() {
        if (!statuses.hasNone(ArchiveGroup.AWAITED)) {
            return;
        }
        sandbox.look();
        if (!healthy && sandbox.allowsStart()) {
            healthy = true;
            node.signalHealthy();
        }
    }

    /** Takes the outcomes of loads. @return whether any has failed, or its archive has changed meanwhile */
    private boolean takeEnded(List<LoaderThreads.Load> ended) throws IOException, InterruptedException {
        Optional<ContainerdException> gone = Optional.empty();
        boolean outdated = false;
        for (LoaderThreads.Load load : ended) {
            changed = true;
            try {
                loaded(load.archive(), load.progress(), load.result());
            } catch (ExecutionException e) {
                outdated = true;
                failed(load, e.getCause());
                gone = gone.or(() -> gone(e.getCause()));
            }
            outdated |= follow.follows() && reads.call(() -> PreseedDirectory.hasChanged(load.archive()));
            if (statuses.hasNone(ArchiveGroup.FAILED)) {
                backoff.reset();
            }
        }
        if (gone.isPresent()) {
            throw gone.get();
        }
        return outdated;
    }

    private static Optional<ContainerdException> gone(Throwable failure) {
        return failure instanceof ContainerdException refused && refused.code() == Status.Code.UNAVAILABLE
                ? Optional.of(refused)
                : Optional.empty();
    }

    private void loaded(PreseedArchive archive, LoadProgress progress, LoadResult result) {
        failLosers(archive);
        if (owners.conflict(archive).isPresent()) {
            lost(archive, result);
            ended(archive, progress, result, owners.conflict(archive));
            return;
        }
        if (dryRun) {
            log.planned(progress.plan().orElseThrow());
            statuses.update(archive, ArchiveStatus::planned);
            return;
        }
        if (owners.hasMoreThan(archive, result.imported().images().keySet())) {
            // a name has become its own since it was planned
            statuses.update(archive, ArchiveStatus::interrupted);
            return;
        }
        boolean unchanged = statuses.find(archive).filter(status -> status.isUnchangedBy(result)).isPresent();
        log.loaded(archive, result, unchanged);
        statuses.update(archive, (status, now) -> status.loaded(result, now));
        ended(archive, progress, result, Optional.empty());
    }

    /** Tells of a load that has ended; in a dry run nothing is loaded. */
    private void ended(PreseedArchive archive, LoadProgress progress, LoadResult result, Optional<String> failure) {
        if (!dryRun) {
            statuses.ended(progress.ended(node.dn(), archive, starting, result.imported().images().size(), clock.instant(),
                    failure));
        }
    }

    /** Notes that archives which have been loaded have lost names to an archive. */
    private void failLosers(PreseedArchive winner) {
        owners.losers(winner).forEach(loser -> statuses.find(loser).filter(ArchiveStatus::isLoaded)
                .ifPresent(status -> lost(loser, status.result())));
    }

    /** Notes that names of an archive are another one's. */
    private void lost(PreseedArchive archive, LoadResult result) {
        String conflict = owners.conflict(archive).orElseThrow();
        LoadResult left = result.without(owners.lost(archive));
        log.lost(archive, left, conflict);
        statuses.update(archive, (status, now) -> status.lost(left, conflict, now));
    }

    private void failed(LoaderThreads.Load load, Throwable failure) throws IOException, InterruptedException {
        PreseedArchive archive = load.archive();
        if (load.progress().isImported()) {
            failLosers(archive);
        } else {
            loadAgain(owners.withdraw(List.of(archive)));
        }
        sweeper.contentChanged();
        if (follow.follows() && reads.call(() -> PreseedDirectory.hasChanged(archive))) {
            statuses.update(archive, ArchiveStatus::interrupted);
            log.growing(archive);
            return;
        }
        String reason = LoadFailures.describe(failure);
        statuses.update(archive, (status, now) -> status.failed(reason, LoadFailures.isLasting(failure),
                NoRoomException.in(failure), now));
        ended(archive, load.progress(), LoadResult.NOTHING, Optional.of(reason));
        if (gone(failure).isEmpty()) {
            log.failed(archive, failure);
        }
        if (isRetryDue()) {
            retry = System.nanoTime() + backoff.next().toNanos();
        }
    }

    private boolean isRetryDue() {
        return System.nanoTime() - retry >= 0;
    }

    private void endPass() throws IOException, InterruptedException {
        loads.passEnded();
        sweeper.releaseInterrupted();
        if (changed && dryRun) {
            log.dryRun(statuses.report());
        } else if (changed && reads.call(directory::exists)) {
            sweeper.sweep(statuses.archives());
        }
        sandbox.problem().ifPresent(log::warn);
        changed = false;
        starting = false;
        if (!scan.lists().equals(ordered)) {
            ordered = scan.lists();
            mailbox.put(ordered, !follow.follows() && statuses.hasNone(ArchiveGroup.FAILED));
        }
    }

    private void endRun() throws FailedArchivesException {
        List<ArchiveStatus> failed = statuses.archives(ArchiveGroup.FAILED);
        if (!failed.isEmpty()) {
            throw new FailedArchivesException(failed.size() + " of "
                    + HumanReadable.count(scan.archives().size(), "image archive")
                    + " could not be loaded: "
                    + BoundedText.names(failed.stream().map(status -> status.archive().path()).sorted().toList()),
                    failed.stream().anyMatch(status -> status.archive().required()));
        }
        if (!sandbox.allowsStart()) {
            throw new FailedArchivesException(sandbox.problem().orElseThrow(), true);
        }
        node.signalDone();
    }

    /** Returns the time until something is due even if nothing happens; empty if nothing is. */
    private Optional<Duration> pause(long now) {
        Stream<Duration> growing = growing(now).flatMap(status -> status.sighting().stream())
                .map(seen -> seen.pause(follow.quietPeriod(), now));
        Stream<Duration> failed = statuses.archives(ArchiveGroup.FAILED).stream().filter(
                status -> status.isRetried() && !status.lacksRoom() && !(status.isLasting() && follow.follows()))
                .map(status -> Duration.ofNanos(retry - System.nanoTime()))
                .filter(wait -> !wait.isNegative() && !wait.isZero());
        Stream<Duration> unfinishedFiles = unfinished ? Stream.of(follow.quietPeriod()) : Stream.empty();
        Stream<Duration> room = statuses.hasNone(ArchiveGroup.WITHOUT_ROOM) ? Stream.empty() : Stream.of(Preseed.ROOM_POLL);
        return Stream.of(growing, failed, room, unfinishedFiles, sandbox.pause().stream()).flatMap(waits -> waits)
                .min(Comparator.naturalOrder());
    }
}
