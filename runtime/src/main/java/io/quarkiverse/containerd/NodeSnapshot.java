package io.quarkiverse.containerd;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The state of one node at one moment.
 *
 * @param dn distinguished name
 * @param state state; a node that waits for its backoff is DEAD with {@code nextStart} set
 * @param since time at which it entered the state
 * @param restarts number of restarts since the supervisor started, including those because of a parent or a member of
 *        the group
 * @param lastFailure the latest failure of any incarnation, including those under an earlier incarnation of
 *        the parent
 * @param nextStart the earliest time at which the node starts again; set for a node that has failed and for the
 *        members of its group that have ended
 * @param recentFailures number of failures of any incarnation within the latest {@link #RECENT}, at most 100
 */
public record NodeSnapshot(String dn, NodeState state, Instant since, int restarts, Optional<Failure> lastFailure,
        Optional<Instant> nextStart, int recentFailures) {

    /** The time that {@code recentFailures} are counted for: 10 minutes. */
    public static final Duration RECENT = Duration.ofMinutes(10);

    private static final int LOOP = 3;

    /** Whether the node is in a crash loop: it has failed three times or more within the latest {@link #RECENT}. */
    public boolean crashLooping() {
        return recentFailures >= LOOP;
    }
}
