package io.quarkiverse.containerd.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A file system in memory whose size can be changed, mounted in a mount namespace of its own: nothing else on the machine sees
 * it, and it ends with the process that holds the namespace, which ends with this JVM.
 */
public final class SmallDisk implements AutoCloseable {

    private final Path directory;
    private final Process holder;

    private SmallDisk(Path directory, Process holder) {
        this.directory = directory;
        this.holder = holder;
    }

    /**
     * Mounts a file system.
     *
     * @param directory the mount point, which must exist
     * @param size bytes
     */
    public static SmallDisk at(Path directory, long size) throws IOException {
        Process holder = new ProcessBuilder("unshare", "--mount", "--propagation", "private", "sh", "-c",
                "mount -t tmpfs -o size=" + size + " tmpfs \"$0\" && echo mounted && read end", directory.toString())
                .redirectErrorStream(true).start();
        SmallDisk disk = new SmallDisk(directory, holder);
        String answer = new BufferedReader(new InputStreamReader(holder.getInputStream(), UTF_8)).readLine();
        if (!"mounted".equals(answer)) {
            disk.close();
            throw new IOException("a test must be root to mount a file system: " + answer);
        }
        return disk;
    }

    /** Returns the command that runs a program in the disk's mount namespace. */
    public List<String> entering(List<String> command) {
        return Stream.concat(Stream.of("nsenter", "--mount=/proc/" + holder.pid() + "/ns/mnt"), command.stream()).toList();
    }

    /** Changes the size, in bytes, which must not be less than what is in use. */
    public void resize(long size) throws IOException, InterruptedException {
        Process mount = new ProcessBuilder(
                entering(new ArrayList<>(List.of("mount", "-o", "remount,size=" + size, directory.toString()))))
                .redirectErrorStream(true).start();
        String output = new String(mount.getInputStream().readAllBytes(), UTF_8);
        assertThat(mount.waitFor()).as(output).isZero();
    }

    /** Creates a directory on the disk that all processes see under the same path. */
    public void reveal(String name) throws IOException {
        Files.createDirectories(fromOutside().resolve(name));
        Files.createSymbolicLink(directory.resolve(name), fromOutside().resolve(name));
    }

    /** Undoes {@link #reveal}; the directory stays. */
    public void hide(String name) throws IOException {
        Files.delete(directory.resolve(name));
    }

    private Path fromOutside() {
        return Path.of("/proc", Long.toString(holder.pid()), "root").resolve(Path.of("/").relativize(directory));
    }

    /** The bytes in use. */
    public long used() {
        return fromOutside().toFile().getTotalSpace() - fromOutside().toFile().getUsableSpace();
    }

    @Override
    public void close() {
        holder.destroyForcibly();
    }
}
