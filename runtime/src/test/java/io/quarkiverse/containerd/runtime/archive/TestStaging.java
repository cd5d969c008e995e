package io.quarkiverse.containerd.runtime.archive;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.quarkiverse.containerd.client.Digest;

/** Stages every file in a directory. */
public final class TestStaging implements Staging, AutoCloseable {

    private final Path directory;
    private int staged;

    public TestStaging() throws IOException {
        directory = Files.createTempDirectory("staging");
    }

    @Override
    public Optional<Entry> begin(long size) throws IOException {
        Path path = directory.resolve(Integer.toString(staged++));
        FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        return Optional.of(new Entry() {

            private boolean finished;

            @Override
            public void write(ByteBuffer bytes) throws IOException {
                channel.write(bytes);
            }

            @Override
            public StagedFile finish() throws IOException {
                finished = true;
                return new StagedFile(path, Digest.of(Files.readAllBytes(path)));
            }

            @Override
            public void close() throws IOException {
                channel.close();
                if (!finished) {
                    Files.delete(path);
                }
            }
        });
    }

    /** The number of files that were begun. */
    public int staged() {
        return staged;
    }

    /** The files that are there. */
    public List<Path> files() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        for (Path file : files()) {
            Files.delete(file);
        }
        Files.delete(directory);
    }
}
