package io.quarkiverse.containerd.runtime.archive;

/**
 * A contiguous run of bytes of an entry in the archive file; bytes of a sparse entry outside its extents are zero.
 *
 * @param position start of the run in the entry, in bytes
 * @param offset start of the run in the archive file, in bytes
 * @param length bytes
 */
public record Extent(long position, long offset, long length) {
}
