package io.quarkiverse.containerd.runtime.archive.layout;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

import io.quarkiverse.containerd.runtime.archive.ArchiveException;
import io.quarkiverse.containerd.runtime.archive.ArchiveFile;
import io.quarkiverse.containerd.runtime.archive.ArchiveLimits;
import io.quarkiverse.containerd.runtime.archive.ArchiveSource;
import io.quarkiverse.containerd.runtime.archive.ChannelReads;
import io.quarkiverse.containerd.runtime.archive.Extent;
import io.quarkiverse.containerd.runtime.archive.FileTable;
import io.quarkiverse.containerd.runtime.archive.TransientArchiveException;
import io.quarkiverse.containerd.runtime.disk.FileSystemErrors;
import io.quarkiverse.containerd.runtime.disk.RegularFiles;

/**
 * The files of an OCI image layout in a directory. Only files that a listing of the directory returned are opened; no
 * name in a document becomes a path.
 */
final class DirectorySource implements ArchiveSource {

    private static final List<String> DOCUMENTS = List.of(OciLayoutReader.LAYOUT, OciLayoutReader.INDEX);

    private final Path directory;
    private final Map<String, Path> paths = new HashMap<>();
    private final FileTable table = new FileTable();

    private DirectorySource(Path directory) {
        this.directory = directory;
    }

    /** Whether this is a directory with an OCI image layout. */
    static boolean isLayout(Path path) {
        return Files.isRegularFile(path.resolve(OciLayoutReader.LAYOUT));
    }

    /**
     * Lists the files of a layout.
     *
     * @throws ArchiveException if it has more files than the limits allow, or one of its documents is no regular file
     */
    static DirectorySource list(Path directory, ArchiveLimits limits) throws IOException {
        DirectorySource source = new DirectorySource(directory);
        for (String document : DOCUMENTS) {
            Path file = directory.resolve(document);
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                throw new ArchiveException(directory, document, "it is not a regular file");
            }
            source.add(document, file);
        }
        Path blobs = directory.resolve("blobs").resolve("sha256");
        if (Files.isDirectory(blobs)) {
            List<Path> files = new ArrayList<>();
            try (Stream<Path> listing = Files.list(blobs)) {
                listing.limit(limits.entries() + 1L).forEach(files::add);
            }
            if (files.size() > limits.entries()) {
                throw limits.tooManyEntries(directory);
            }
            for (Path file : files) {
                source.add("blobs/sha256/" + file.getFileName(), file);
            }
        }
        return source;
    }

    private void add(String name, Path file) throws IOException {
        if (Files.isRegularFile(file)) {
            long size = Files.size(file);
            paths.put(name, file);
            table.add(new ArchiveFile(name, size, size == 0 ? List.of() : List.of(new Extent(0, 0, size))));
        } else if (Files.isSymbolicLink(file)) {
            table.addLink(name, file.resolveSibling(Files.readSymbolicLink(file)).toAbsolutePath().toString());
        }
    }

    FileTable table() {
        return table;
    }

    @Override
    public void read(ArchiveFile file, long position, ByteBuffer target) throws ArchiveException {
        Objects.checkFromIndexSize(position, target.remaining(), file.size());
        try (FileChannel channel = RegularFiles.open(paths.get(file.name()))) {
            ChannelReads.fully(channel, target, position);
        } catch (IOException e) {
            throw new TransientArchiveException(directory, file.name(), "cannot be read: " + FileSystemErrors.describe(e), e);
        }
    }

    @Override
    public Optional<Path> original(ArchiveFile file) {
        return Optional.of(paths.get(file.name()));
    }

    @Override
    public void close() {
        // a file is open only while it is read
    }
}
