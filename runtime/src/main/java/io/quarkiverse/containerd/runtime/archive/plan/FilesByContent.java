package io.quarkiverse.containerd.runtime.archive.plan;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;

import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.runtime.archive.ArchiveFile;
import io.quarkiverse.containerd.runtime.archive.layout.FileHasher;

/**
 * Finds files of an archive by their content. Only files of the wanted size are hashed, one by one until the wanted file is
 * found, and each at most once.
 */
final class FilesByContent {

    private final FileHasher hasher;
    private final Map<Long, Deque<ArchiveFile>> pending = new HashMap<>();
    private final Map<Digest, ArchiveFile> hashed = new HashMap<>();

    FilesByContent(FileHasher hasher, Collection<ArchiveFile> files) {
        this.hasher = hasher;
        for (ArchiveFile file : new LinkedHashSet<>(files)) {
            pending.computeIfAbsent(file.size(), size -> new ArrayDeque<>()).add(file);
        }
    }

    /** Finds the file with a digest, among those of a size. */
    Optional<ArchiveFile> find(Digest digest, long size) throws IOException {
        Deque<ArchiveFile> candidates = pending.getOrDefault(size, new ArrayDeque<>());
        while (!hashed.containsKey(digest) && !candidates.isEmpty()) {
            ArchiveFile file = candidates.remove();
            hashed.putIfAbsent(hasher.hash(file), file);
        }
        return Optional.ofNullable(hashed.get(digest)).filter(file -> file.size() == size);
    }
}
