package io.quarkiverse.containerd.runtime.supervisor;

import java.time.Instant;
import java.util.List;

/** Siblings that live and die together. Guarded by the lock of the tree. */
final class Group {

    /** The node whose children the members are; null for the group of the root. */
    final Node parent;
    List<Node> members = List.of();
    /** Number of incarnations that have not ended, of the members and of all nodes below them. */
    int running;
    /** Whether a member has failed, so that the group has to restart. */
    private boolean failed;
    /** Whether the backoff of the failed member has passed. */
    private boolean backoffPassed;
    /** The time at which the backoff of the failed member passes; null if none is pending. */
    Instant nextStart;
    private SupervisorClock.Cancellable timer;

    Group(Node parent) {
        this.parent = parent;
    }

    /** The group of the parent; null for the group of the root. */
    Group above() {
        return parent == null ? null : parent.group;
    }

    /** Adds to the number of running incarnations, here and in all groups above. */
    void addRunning(int change) {
        for (Group group = this; group != null; group = group.above()) {
            group.running += change;
        }
    }

    /** Records that a member has failed and when the group may start again. */
    void awaitBackoff(Instant start, SupervisorClock.Cancellable startTimer) {
        failed = true;
        backoffPassed = false;
        nextStart = start;
        timer = startTimer;
    }

    /** Records that the group is to restart as soon as nothing of it runs any more. */
    void restartWithoutBackoff() {
        cutBackoff();
        failed = true;
        backoffPassed = true;
    }

    void backoffPassed() {
        backoffPassed = true;
    }

    /** Whether a member has failed, its backoff has passed, and nothing of the group runs any more. */
    boolean isDue() {
        return failed && backoffPassed && running == 0;
    }

    /** Cancels a pending restart, because a node above will restart, or nothing will. */
    void cutBackoff() {
        nextStart = null;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    void restarted() {
        failed = false;
        backoffPassed = false;
        nextStart = null;
        timer = null;
    }
}
