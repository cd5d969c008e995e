package io.quarkiverse.containerd;

import java.time.Instant;
import java.util.Optional;

/**
 * A change of the state of a node. Listeners receive them in order.
 *
 * @param dn distinguished name
 * @param from the previous state; equal to {@code to} (NEW) for a node that has just been created
 * @param to the new state
 * @param at time of the change
 * @param failure the reason, if {@code to} is DEAD
 */
public record Transition(String dn, NodeState from, NodeState to, Instant at, Optional<Failure> failure) {
}
