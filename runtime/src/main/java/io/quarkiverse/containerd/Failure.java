package io.quarkiverse.containerd;

import java.time.Instant;

/**
 * The reason why a node went DEAD or UNHEALTHY.
 *
 * @param at time of the failure
 * @param message one line for humans
 * @param cause the exception that the runnable threw, or null when it returned without DONE, or did not end
 */
public record Failure(Instant at, String message, Throwable cause) {
}
