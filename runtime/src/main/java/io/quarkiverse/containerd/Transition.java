package io.quarkiverse.containerd;

import java.time.Instant;
import java.util.Optional;

/**
 * A change of a node's state, as listeners get it, in order.
 *
 * @param dn distinguished name
 * @param from the earlier state; equal to {@code to} (NEW) for a node that has just been created
 * @param to the new state
 * @param at when
 * @param failure why, if {@code to} is DEAD
 */
public record Transition(String dn, NodeState from, NodeState to, Instant at, Optional<Failure> failure) {
}
