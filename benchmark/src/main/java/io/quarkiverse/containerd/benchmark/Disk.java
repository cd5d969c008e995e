package io.quarkiverse.containerd.benchmark;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;

/** The disk below a directory. */
final class Disk {

    private static final int REPETITIONS = 3;

    private final Path directory;

    Disk(Path directory) {
        this.directory = directory;
    }

    /**
     * Returns the time in seconds to write this many bytes into a new file and to sync it, which is a lower bound for
     * anything that stores them.
     */
    double secondsToStore(long bytes) throws IOException {
        double[] seconds = new double[REPETITIONS];
        for (int i = 0; i < REPETITIONS; i++) {
            Path file = Files.createTempFile(directory, "disk", "");
            long start = System.nanoTime();
            write(file, bytes, true);
            seconds[i] = (System.nanoTime() - start) / 1e9;
            Files.delete(file);
        }
        return Medians.of(DoubleStream.of(seconds));
    }

    /** Returns the time in seconds in which a command writes its output into a new file, and that is synced. */
    double secondsToDecompress(List<String> command) throws IOException, InterruptedException {
        double[] seconds = new double[REPETITIONS];
        for (int i = 0; i < REPETITIONS; i++) {
            Path file = Files.createTempFile(directory, "disk", "");
            long start = System.nanoTime();
            int status = new ProcessBuilder(command).redirectOutput(file.toFile()).start().waitFor();
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            seconds[i] = (System.nanoTime() - start) / 1e9;
            Files.delete(file);
            if (status != 0) {
                throw new IOException(String.join(" ", command) + " has ended with status " + status);
            }
        }
        return Medians.of(DoubleStream.of(seconds));
    }

    /**
     * Has the kernel use memory for so many bytes of files, and free it again. A hypervisor may have taken back what has been
     * free for some seconds; whoever writes files first would pay for getting it again, several times what the writing costs.
     */
    void claimMemory(long bytes) throws IOException {
        Path file = Files.createTempFile(directory, "memory", "");
        try {
            write(file, bytes, false);
        } finally {
            Files.delete(file);
        }
    }

    private static void write(Path file, long bytes, boolean sync) throws IOException {
        ByteBuffer block = ByteBuffer.allocateDirect(1 << 20);
        byte[] content = new byte[block.capacity()];
        new Random(bytes).nextBytes(content);
        block.put(content);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            for (long left = bytes; left > 0; left -= block.capacity()) {
                block.clear().limit((int) Math.min(left, block.capacity()));
                while (block.hasRemaining()) {
                    channel.write(block);
                }
            }
            if (sync) {
                channel.force(true);
            }
        }
    }

    /** Has the kernel write pending data, so that no contender pays for what another one left behind. */
    static void sync() throws IOException, InterruptedException {
        new ProcessBuilder("sync").start().waitFor();
    }
}
