package io.quarkiverse.containerd.runtime.archive;

import java.util.List;

/**
 * A regular file of an archive.
 *
 * @param name normalized entry name; never used as a path
 * @param size bytes
 * @param extents positions of the bytes, ascending
 */
public record ArchiveFile(String name, long size, List<Extent> extents) {
}
