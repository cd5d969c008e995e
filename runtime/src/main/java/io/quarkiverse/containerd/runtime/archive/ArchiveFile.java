package io.quarkiverse.containerd.runtime.archive;

import java.util.List;

/**
 * A regular file in an archive.
 *
 * @param name cleaned entry name; never used as a path
 * @param size bytes
 * @param extents where the bytes are, ascending
 */
public record ArchiveFile(String name, long size, List<Extent> extents) {
}
