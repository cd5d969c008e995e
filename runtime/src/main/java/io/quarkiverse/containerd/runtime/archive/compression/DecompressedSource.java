package io.quarkiverse.containerd.runtime.archive.compression;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.quarkiverse.containerd.runtime.archive.ArchiveException;
import io.quarkiverse.containerd.runtime.archive.ArchiveFile;
import io.quarkiverse.containerd.runtime.archive.ArchiveSource;
import io.quarkiverse.containerd.runtime.archive.StagedFile;
import io.quarkiverse.containerd.runtime.archive.TransientArchiveException;
import io.quarkiverse.containerd.runtime.archive.tar.TarSource;
import io.quarkiverse.containerd.runtime.disk.FileSystemErrors;

/** The files of an archive that has been decompressed: each staged, or in the spool file. */
final class DecompressedSource implements ArchiveSource {

    private final TarSource spooled;
    private final Map<ArchiveFile, StagedFile> staged = new ConcurrentHashMap<>();

    DecompressedSource(TarSource spooled) {
        this.spooled = spooled;
    }

    void add(ArchiveFile file, StagedFile onDisk) {
        staged.put(file, onDisk);
    }

    @Override
    public Optional<StagedFile> staged(ArchiveFile file) {
        return Optional.ofNullable(staged.get(file));
    }

    @Override
    public void read(ArchiveFile file, long position, ByteBuffer target) throws ArchiveException {
        StagedFile onDisk = staged.get(file);
        if (onDisk == null) {
            spooled.read(file, position, target);
            return;
        }
        Objects.checkFromIndexSize(position, target.remaining(), file.size());
        try {
            onDisk.read(position, target);
        } catch (IOException e) {
            throw new TransientArchiveException(spooled.path(), file.name(), "cannot be read: " + FileSystemErrors.describe(e),
                    e);
        }
    }

    @Override
    public void keepStaged(Set<StagedFile> wanted) throws IOException {
        for (Map.Entry<ArchiveFile, StagedFile> file : staged.entrySet()) {
            if (!wanted.contains(file.getValue())) {
                file.getValue().delete();
                staged.remove(file.getKey());
            }
        }
    }

    @Override
    public void close() throws IOException {
        spooled.close();
        keepStaged(Set.of());
    }
}
