package io.quarkiverse.containerd.runtime.archive.layout;

/** The index of an archive. It is plain data and remains valid after the archive has been closed. */
public sealed interface ArchiveIndex permits OciArchive, DockerArchive {
}
