package io.quarkiverse.containerd.runtime.preseed;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.preseed.ArchiveReport;
import io.quarkiverse.containerd.preseed.ArchiveReport.State;
import io.quarkiverse.containerd.preseed.LoadPlan;
import io.quarkiverse.containerd.runtime.disk.NoRoomException;
import io.quarkiverse.containerd.runtime.preseed.directory.FileStamp;
import io.quarkiverse.containerd.runtime.preseed.directory.PreseedArchive;
import io.quarkiverse.containerd.runtime.preseed.directory.Sighting;
import io.quarkiverse.containerd.runtime.preseed.images.ImageUnpacker;

/**
 * Everything that is known of an archive. Only the preseed's loop replaces it, and decides by it; reports are made from it.
 *
 * @param archive the archive as the newest scan found it
 * @param present whether the newest scan found it
 * @param sighting its state when it was last checked for being written, if changes are followed
 * @param attempt the newest attempt of this run to load the archive
 * @param outcome the reported outcome, which outlives the run
 * @param loadedOnce whether it has been loaded since the daemon started; no longer if another archive has won a name of it
 */
record ArchiveStatus(PreseedArchive archive, boolean present, Optional<Sighting> sighting, Attempt attempt, Outcome outcome,
        boolean loadedOnce) {

    /** The stage of an archive in a run. */
    enum Phase {
        WAITING,
        LOADING,
        LOADED
    }

    /**
     * The attempts of a run to load an archive.
     *
     * @param stamp the fingerprint of the archive that was tried last; empty if none has been
     * @param failed whether the last one that ended failed
     * @param lasting whether it fails again until the archive changes
     * @param room the room that it lacked, so that it fails again until there is more
     * @param progress the progress of the one that is under way
     */
    record Attempt(Phase phase, Optional<FileStamp> stamp, boolean failed, boolean lasting,
            Optional<NoRoomException> room, Optional<LoadProgress> progress) {

        static final Attempt NONE = new Attempt(Phase.WAITING, Optional.empty(), false, false, Optional.empty(),
                Optional.empty());

        Attempt start(Optional<FileStamp> newest, LoadProgress counters) {
            return new Attempt(Phase.LOADING, newest, failed, false, Optional.empty(), Optional.of(counters));
        }

        Attempt end(Phase next, boolean hasFailed) {
            return new Attempt(next, stamp, hasFailed, false, Optional.empty(), Optional.empty());
        }

        Attempt fail(boolean forGood, Optional<NoRoomException> lacked) {
            return new Attempt(Phase.WAITING, stamp, true, forGood, lacked, Optional.empty());
        }
    }

    /**
     * The reported outcome of loading an archive.
     *
     * @param at when the state was entered
     * @param error why it could not be loaded
     */
    record Outcome(State state, Instant at, LoadResult result, Optional<LoadPlan> plan,
            Optional<String> error) {

        static Outcome of(State state, Instant at) {
            return new Outcome(state, at, LoadResult.NOTHING, Optional.empty(), Optional.empty());
        }
    }

    /** Makes the status of an archive that has just been found. */
    static ArchiveStatus of(PreseedArchive archive, Instant now) {
        return new ArchiveStatus(archive, true, Optional.empty(), Attempt.NONE, Outcome.of(State.PENDING, now),
                false);
    }

    /** Updates the status of an archive that was found again. An attempt with another version of it no longer counts. */
    ArchiveStatus found(PreseedArchive newest) {
        boolean outdated = !isLoading() && !attempt.stamp().equals(newest.stamp());
        return new ArchiveStatus(newest, true, sighting, outdated ? attempt.end(Phase.WAITING, false) : attempt, outcome,
                loadedOnce);
    }

    /** Marks an archive that was not found any more. That it was loaded once stays known, in case it comes back. */
    ArchiveStatus gone(Instant now) {
        return new ArchiveStatus(archive, false, Optional.empty(), isLoading() ? attempt : Attempt.NONE,
                Outcome.of(State.PENDING, now), loadedOnce);
    }

    ArchiveStatus seen(Optional<Sighting> newest) {
        return new ArchiveStatus(archive, present, newest, attempt, outcome, loadedOnce);
    }

    /** Ends a run: the next one checks the archive, unless it is certain that it fails again, or lacks room. */
    ArchiveStatus ended(Instant now) {
        return isLoading() ? interrupted(now).waiting() : attempt.lasting() || lacksRoom() ? this : waiting();
    }

    /** Has the archive loaded again. */
    ArchiveStatus waiting() {
        return with(attempt.end(Phase.WAITING, false), outcome);
    }

    ArchiveStatus loading(LoadProgress progress) {
        return with(attempt.start(archive.stamp(), progress),
                isKept() ? outcome : Outcome.of(State.LOADING, progress.start()));
    }

    /**
     * Whether the reported outcome stays during the next attempt. An archive that has failed stays FAILED until it has been
     * loaded, and one that has been loaded stays LOADED while it is checked.
     */
    private boolean isKept() {
        return switch (outcome.state()) {
            case FAILED -> true;
            case LOADED, PLANNED -> attempt.stamp().equals(archive.stamp());
            case PENDING, LOADING, GONE -> false;
        };
    }

    ArchiveStatus loaded(LoadResult result, Instant now) {
        return new ArchiveStatus(archive, present, sighting, attempt.end(Phase.LOADED, false),
                new Outcome(State.LOADED, since(State.LOADED, now), result, plan(),
                        Optional.empty()),
                true);
    }

    /**
     * Ends a load, or a dry run, of an archive whose names are another one's. It counts as not loaded, and is not tried again
     * until the other one changes.
     *
     * @param result the outcome, without these names
     */
    ArchiveStatus lost(LoadResult result, String conflict, Instant now) {
        return new ArchiveStatus(archive, present, sighting, attempt.end(Phase.LOADED, true),
                new Outcome(State.FAILED, since(State.FAILED, now), result, plan(), Optional.of(conflict)), false);
    }

    /** Ends a dry run of the archive that found nothing wrong. */
    ArchiveStatus planned(Instant now) {
        return with(attempt.end(Phase.LOADED, false),
                new Outcome(State.PLANNED, since(State.PLANNED, now), LoadResult.NOTHING, plan(),
                        Optional.empty()));
    }

    /** @param lasting whether it fails again until the archive changes */
    ArchiveStatus failed(String error, boolean lasting, Instant now) {
        return failed(error, lasting, Optional.empty(), now);
    }

    /**
     * @param lasting whether it fails again until the archive changes
     * @param room the room that it lacked, if that was the reason
     */
    ArchiveStatus failed(String error, boolean lasting, Optional<NoRoomException> room, Instant now) {
        return with(attempt.fail(lasting, room),
                new Outcome(State.FAILED, since(State.FAILED, now), LoadResult.NOTHING, plan(),
                        Optional.of(error)));
    }

    /** Ends an attempt that was cancelled, or met an archive that is still being written, which is no fault of the archive. */
    ArchiveStatus interrupted(Instant now) {
        Outcome reported = reported();
        return with(attempt.end(Phase.WAITING, attempt.failed()),
                reported.state() == State.LOADING ? Outcome.of(State.PENDING, now) : reported);
    }

    private Instant since(State next, Instant now) {
        Outcome reported = reported();
        return reported.state() == next ? reported.at() : now;
    }

    private ArchiveStatus with(Attempt nextAttempt, Outcome nextOutcome) {
        return new ArchiveStatus(archive, present, sighting, nextAttempt, nextOutcome, loadedOnce);
    }

    boolean isLoading() {
        return attempt.phase() == Phase.LOADING;
    }

    /** Whether the archive has been loaded in this run, as it is now, but maybe without names that are another archive's. */
    boolean isLoaded() {
        return attempt.phase() == Phase.LOADED;
    }

    /** Whether the archive has been loaded in this run with all its names. */
    boolean isWhole() {
        return isLoaded() && !hasFailed();
    }

    /** Whether the archive could not be loaded in this run, as it is now; also while it is tried again. */
    boolean hasFailed() {
        return attempt.failed();
    }

    /** Whether the archive has failed, and another attempt may succeed. */
    boolean isRetried() {
        return hasFailed() && !isLoaded() && archive.problem().isEmpty();
    }

    /** Whether the archive has failed, and fails again until it changes. */
    boolean isLasting() {
        return attempt.lasting();
    }

    /** Whether the archive has failed because there was too little room. */
    boolean lacksRoom() {
        return attempt.room().isPresent();
    }

    /** Whether there is room now for an archive that lacked it. */
    boolean hasRoomNow() {
        return attempt.room().filter(NoRoomException::hasRoomNow).isPresent();
    }

    /** Whether the archive is neither loaded nor being loaded. */
    boolean isWaiting() {
        return attempt.phase() == Phase.WAITING;
    }

    /** Whether the archive may still be being written; not so one that cannot be loaded whatever it contains. */
    boolean isGrowing(Duration quiet, long nanoTime) {
        return archive.problem().isEmpty()
                && sighting.filter(seen -> seen.pause(quiet, nanoTime).compareTo(Duration.ZERO) > 0).isPresent();
    }

    /** Whether a load has only found again what had been loaded before. */
    boolean isUnchangedBy(LoadResult result) {
        return outcome.state() == State.LOADED && result.imported().bytesSent() == 0
                && result.layersUnpacked() == 0;
    }

    private Optional<LoadPlan> plan() {
        return attempt.progress().flatMap(LoadProgress::plan).or(outcome::plan);
    }

    /** The reported outcome, which is LOADING if an archive that had been loaded is found to be missing in containerd. */
    private Outcome reported() {
        boolean missing = outcome.state() == State.LOADED && attempt.progress().flatMap(LoadProgress::plan)
                .filter(plan -> plan.bytesMissing() > 0).isPresent();
        return missing ? new Outcome(State.LOADING, attempt.progress().orElseThrow().start(), outcome.result(), outcome.plan(),
                Optional.empty()) : outcome;
    }

    /** Whether an attempt brings content that had been loaded in this run of the daemon, or that containerd says to have. */
    private boolean isRepairing(Outcome reported) {
        return reported.state() == State.LOADING && loadedOnce && !reported.result().imported().images().isEmpty()
                || isLoading() && attempt.progress().filter(LoadProgress::isRepairing).isPresent();
    }

    private long bytesSent(Outcome reported) {
        return attempt.progress().filter(progress -> reported.state() != State.LOADED)
                .map(progress -> progress.bytes().done()).orElse(reported.result().imported().bytesSent());
    }

    /** The outcome of the load. */
    LoadResult result() {
        return outcome.result();
    }

    /** The names of the image records that the archive brought. */
    List<String> images() {
        return List.copyOf(outcome.result().imported().images().keySet());
    }

    /** Returns what its image records point to, as the latest load has left them. */
    Stream<Digest> targets() {
        return outcome.result().imported().images().values().stream();
    }

    /** Whether the archive has images that containerd should have. */
    boolean hasImages() {
        return outcome.state() == State.LOADED && !images().isEmpty();
    }

    ArchiveReport report() {
        return report(Optional.empty());
    }

    /** @param gone its images that were gone when they were last looked at */
    ArchiveReport report(Optional<GoneImages> gone) {
        Outcome reported = gone.filter(images -> images.isOf(reported())).map(images -> new Outcome(State.GONE, images.at(),
                images.outcome().result(), plan(), Optional.of(images.sentence()))).orElseGet(this::reported);
        LoadResult result = reported.result();
        return new ArchiveReport(archive.path(), archive.namespace(), archive.required(), reported.state(), loadedOnce,
                reported.state() == State.FAILED && isLoading(), isRepairing(reported),
                List.copyOf(result.imported().images().keySet()),
                bytesSent(reported), reported.state() == State.LOADING ? 0 : result.imported().bytesPresent(), plan(),
                result.unpacked().map(ImageUnpacker.Unpacked::snapshotter),
                result.pinned(), reported.error(), reported.at());
    }
}
