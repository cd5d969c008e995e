package io.quarkiverse.containerd.preseed;

import java.util.List;
import java.util.Optional;

/**
 * What became of an image list.
 *
 * @param path path relative to the preseed directory
 * @param namespace namespace of containerd
 * @param error why none of it can be pulled
 * @param images its images, in order
 */
public record ImageListReport(String path, String namespace, Optional<String> error, List<PullReport> images) {
}
