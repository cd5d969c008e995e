package io.quarkiverse.containerd.runtime.archive.layout;

import java.util.Optional;

import io.quarkiverse.containerd.client.Digest;

/** The index of an archive. It is plain data and remains valid after the archive has been closed. */
public sealed interface ArchiveIndex permits OciArchive, DockerArchive {

    /** Returns why the archive lacks a blob for which it has an entry, for messages; empty if it has none. */
    default Optional<String> deadLink(Digest blob) {
        return Optional.empty();
    }
}
