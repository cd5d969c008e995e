package io.quarkiverse.containerd.runtime.archive.layout;

import java.io.InputStream;
import java.nio.file.Path;

import io.quarkiverse.containerd.runtime.archive.ArchiveException;
import io.quarkiverse.containerd.runtime.archive.ArchiveFile;
import io.quarkiverse.containerd.runtime.archive.ArchiveLimits;
import io.quarkiverse.containerd.runtime.archive.ArchiveSource;

/** An open image archive: its index, and access to the bytes of its files. Thread-safe. */
public interface Archive extends ArchiveSource {

    /** Returns the archive file. */
    Path path();

    /** Returns the index of the archive. */
    ArchiveIndex index();

    /** Returns the limits that the archive was opened with. */
    ArchiveLimits limits();

    /** Streams a file; errors of the stream are {@link ArchiveException}s. */
    InputStream open(ArchiveFile file);
}
