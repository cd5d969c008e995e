package io.quarkiverse.containerd;

import java.time.Instant;

/**
 * Why a node went DEAD.
 *
 * @param at when
 * @param message one line for people
 * @param cause what the runnable threw, or null when it returned without DONE
 */
public record Failure(Instant at, String message, Throwable cause) {
}
