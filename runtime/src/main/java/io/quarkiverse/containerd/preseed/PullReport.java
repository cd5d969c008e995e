package io.quarkiverse.containerd.preseed;

import java.time.Instant;
import java.util.Optional;

/**
 * The state of an image of an image list.
 *
 * @param reference the reference of the image
 * @param state its state
 * @param error the reason why it could not be pulled; empty unless it has FAILED
 * @param at when the state was entered
 */
public record PullReport(String reference, State state, Optional<String> error, Instant at) {

    /** The state of an image of an image list. */
    public enum State {
        /** It waits until the archives have been loaded. */
        PENDING,
        /** It is being pulled. */
        PULLING,
        /** Containerd has it. */
        PRESENT,
        /** Containerd does not have it, and it could not be pulled. */
        FAILED
    }
}
