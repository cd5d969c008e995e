package io.quarkiverse.containerd.runtime.supervisor;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Siblings that live and die together. Guarded by the lock of the tree. */
final class Group {

    /** Null for the group of the root. */
    final Node parent;
    final List<Node> members = new ArrayList<>();
    /** How many incarnations have not ended, of the members and of all nodes below them. */
    int running;
    /** Whether a member has failed, so that the group has to restart. */
    boolean failed;
    /** Whether the backoff of the failed member has passed. */
    boolean due;
    /** When the backoff of the failed member passes; null if none is pending. */
    Instant nextStart;
    private SupervisorClock.Cancellable timer;

    Group(Node parent) {
        this.parent = parent;
    }

    void await(Instant start, SupervisorClock.Cancellable startTimer) {
        failed = true;
        due = false;
        nextStart = start;
        timer = startTimer;
    }

    /** Gives up a pending restart: what is above will restart, or nothing will. */
    void cutBackoff() {
        nextStart = null;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    void restarted() {
        failed = false;
        due = false;
        nextStart = null;
        timer = null;
    }
}
