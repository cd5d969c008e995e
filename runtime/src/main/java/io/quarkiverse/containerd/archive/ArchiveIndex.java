package io.quarkiverse.containerd.archive;

/** What an archive holds; data only, valid after the archive has been closed. */
public sealed interface ArchiveIndex permits OciArchive, DockerArchive {
}
