package io.quarkiverse.containerd.runtime.archive.layout;

import java.io.InputStream;
import java.nio.file.Path;

import io.quarkiverse.containerd.runtime.archive.ArchiveException;
import io.quarkiverse.containerd.runtime.archive.ArchiveFile;
import io.quarkiverse.containerd.runtime.archive.ArchiveLimits;
import io.quarkiverse.containerd.runtime.archive.ArchiveSource;

/** An open image archive: its index, and access to the bytes of its files. Safe for use by several threads. */
public interface Archive extends ArchiveSource {

    /** The archive file. */
    Path path();

    /** What the archive holds. */
    ArchiveIndex index();

    /** The bounds the archive was opened with. */
    ArchiveLimits limits();

    /** Streams a file; the stream's errors are {@link ArchiveException}s. */
    InputStream open(ArchiveFile file);
}
