package io.quarkiverse.containerd.runtime.preseed;

import java.util.function.Predicate;

/** A group of archives by their status, of which the preseed's loop need not look through all archives. */
enum ArchiveGroup {

    /** Neither loaded nor being loaded. */
    WAITING(ArchiveStatus::isWaiting),
    /** Required, and not loaded in this run with all its names. */
    AWAITED(status -> status.archive().required() && !status.isWhole()),
    /** Not loadable in this run, as it is now. */
    FAILED(ArchiveStatus::hasFailed),
    /** Not loadable until it changes. */
    LASTING(ArchiveStatus::isLasting),
    /** Not loadable until there is room. */
    WITHOUT_ROOM(ArchiveStatus::lacksRoom);

    private final Predicate<ArchiveStatus> members;

    ArchiveGroup(Predicate<ArchiveStatus> members) {
        this.members = members;
    }

    boolean contains(ArchiveStatus status) {
        return status.present() && members.test(status);
    }
}
