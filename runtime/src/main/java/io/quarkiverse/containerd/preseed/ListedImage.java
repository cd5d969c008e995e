package io.quarkiverse.containerd.preseed;

import java.util.Optional;

/**
 * A line of an image list.
 *
 * @param reference the reference; completed as docker does, if it is one
 * @param problem why it cannot be pulled, whatever the network; empty if nothing is known against it
 */
record ListedImage(String reference, Optional<String> problem) {
}
