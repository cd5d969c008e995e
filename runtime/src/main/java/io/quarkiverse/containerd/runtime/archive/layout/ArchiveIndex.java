package io.quarkiverse.containerd.runtime.archive.layout;

/** What an archive holds; data only, valid after the archive has been closed. */
public sealed interface ArchiveIndex permits OciArchive, DockerArchive {
}
