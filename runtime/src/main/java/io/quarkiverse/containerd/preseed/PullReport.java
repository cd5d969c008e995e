package io.quarkiverse.containerd.preseed;

import java.time.Instant;
import java.util.Optional;

/**
 * What became of an image of an image list.
 *
 * @param reference its reference
 * @param state how far it has come
 * @param error why it could not be pulled
 * @param at when the state was entered
 */
public record PullReport(String reference, State state, Optional<String> error, Instant at) {

    /** How far an image of an image list has come. */
    public enum State {
        /** Waits until the archives have been loaded. */
        PENDING,
        /** Is being pulled. */
        PULLING,
        /** Is there. */
        PRESENT,
        /** Is not there, and could not be pulled. */
        FAILED
    }
}
