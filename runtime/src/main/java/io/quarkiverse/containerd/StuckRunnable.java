package io.quarkiverse.containerd;

import java.time.Instant;
import java.util.List;

/**
 * A runnable that was cancelled and has not returned within the cancel timeout.
 *
 * @param dn distinguished name of its node
 * @param cancelledAt time of the cancellation
 * @param stack stack trace of its thread, innermost frame first; then, if one is running, that of its cancel callback
 */
public record StuckRunnable(String dn, Instant cancelledAt, List<String> stack) {
}
