package io.quarkiverse.containerd.runtime.archive.tar;

import io.quarkiverse.containerd.runtime.archive.ArchiveSource;
import io.quarkiverse.containerd.runtime.archive.FileTable;

/**
 * The contents of a tar file.
 *
 * @param table its files and links
 * @param source the bytes of its files
 */
public record TarContents(FileTable table, ArchiveSource source) {
}
