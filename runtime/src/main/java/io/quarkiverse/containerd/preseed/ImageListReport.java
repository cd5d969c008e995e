package io.quarkiverse.containerd.preseed;

import java.util.List;
import java.util.Optional;

/**
 * The state of an image list.
 *
 * @param path path relative to the preseed directory
 * @param namespace namespace of containerd
 * @param error the reason why none of its images can be pulled; empty if there is none
 * @param images the states of its images, in order
 */
public record ImageListReport(String path, String namespace, Optional<String> error, List<PullReport> images) {
}
