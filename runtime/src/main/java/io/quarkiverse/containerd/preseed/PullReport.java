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
public record PullReport(String reference, PullState state, Optional<String> error, Instant at) {
}
