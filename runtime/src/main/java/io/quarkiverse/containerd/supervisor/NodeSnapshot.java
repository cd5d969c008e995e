package io.quarkiverse.containerd.supervisor;

import java.time.Instant;
import java.util.Optional;

/**
 * What the supervisor knows of one node at one moment.
 *
 * @param dn distinguished name
 * @param state state; a node that waits for its backoff is DEAD with {@code nextStart} set
 * @param since when it entered the state
 * @param restarts number of restarts since the supervisor started
 * @param lastFailure the newest failure of any incarnation
 * @param nextStart when a waiting node starts again
 */
public record NodeSnapshot(String dn, NodeState state, Instant since, int restarts, Optional<Failure> lastFailure,
        Optional<Instant> nextStart) {
}
