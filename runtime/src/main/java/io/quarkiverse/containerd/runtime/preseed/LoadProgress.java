package io.quarkiverse.containerd.runtime.preseed;

import java.time.Instant;
import java.util.Optional;

import io.quarkiverse.containerd.preseed.LoadPlan;
import io.quarkiverse.containerd.runtime.preseed.directory.PreseedArchive;
import io.quarkiverse.containerd.runtime.preseed.store.Progress;

/** The progress of a load. Written by the load, and read by any thread. */
final class LoadProgress {

    private final Progress bytes;
    private final Progress layers;
    private final Instant start;
    private volatile LoadPlan plan;
    private volatile Instant imported;
    private volatile boolean repairing;

    /**
     * @param bytes counts bytes that are sent
     * @param layers counts layers that are unpacked
     */
    LoadProgress(Progress bytes, Progress layers, Instant start) {
        this.bytes = bytes;
        this.layers = layers;
        this.start = start;
    }

    Progress bytes() {
        return bytes;
    }

    Progress layers() {
        return layers;
    }

    Instant start() {
        return start;
    }

    /** Sets the plan. */
    void planned(LoadPlan report) {
        plan = report;
    }

    /** The plan of the load; empty until it has been made. */
    Optional<LoadPlan> plan() {
        return Optional.ofNullable(plan);
    }

    /** Notes that the load brings content that containerd has lost. */
    void repairs() {
        repairing = true;
    }

    boolean isRepairing() {
        return repairing;
    }

    /** Notes that the archive's images are in containerd, even if the load fails later. */
    void imported(Instant now) {
        imported = now;
    }

    boolean isImported() {
        return imported != null;
    }

    /** Returns the load that has ended. @param failure why it failed */
    ArchiveLoad ended(String dn, PreseedArchive archive, boolean atStart, int images, Instant end, Optional<String> failure) {
        return new ArchiveLoad(dn, archive, atStart, start, Optional.ofNullable(imported), end,
                new ArchiveLoad.Brought(images, bytes.parts(), bytes.done(), layers.done()), failure);
    }
}
