package io.quarkiverse.containerd.runtime.preseed.directory;

import java.util.Optional;

/**
 * A line of an image list.
 *
 * @param reference the reference; completed as docker does, if it is one
 * @param problem why it cannot be pulled, whatever the network; empty if nothing is known against it
 */
public record ListedImage(String reference, Optional<String> problem) {
}
