package io.quarkiverse.containerd.runtime.archive;

/**
 * A run of bytes of an entry that the archive file holds; bytes of a sparse entry outside its extents are zero.
 *
 * @param position where the run starts in the entry, in bytes
 * @param offset where the run starts in the archive file, in bytes
 * @param length bytes
 */
public record Extent(long position, long offset, long length) {
}
