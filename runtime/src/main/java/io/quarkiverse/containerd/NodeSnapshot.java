package io.quarkiverse.containerd;

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
 */
public record NodeSnapshot(String dn, NodeState state, Instant since, int restarts, Optional<Failure> lastFailure,
        Optional<Instant> nextStart) {
}
