package io.quarkiverse.containerd.runtime.host.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.containerd.runtime.host.ProcTable;
import io.quarkiverse.containerd.runtime.host.files.FileLocks;

/** What other users of the machine, or containers, make look like something of the daemon. Needs root to become others. */
@Tag("containerd")
@Timeout(60)
class OtherUsersTest {

    private static final long OTHER = 65534;

    @TempDir
    Path directory;

    private final ProcTable processes = new ProcTable();
    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void stop() throws InterruptedException {
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void aLockThatAnotherUserHoldsIsNoDaemons() throws Exception {
        Path file = Files.createFile(directory.resolve("daemon.lock"));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        FileLocks locks = new FileLocks(processes);

        Process other = startAs(OTHER, "flock", "--no-fork", file.toString(), "sleep", "1000");
        await().until(() -> processes.locks().stream().anyMatch(lock -> lock.contains(" " + other.pid() + " ")));
        assertThat(locks.holder(file, 0)).isEmpty();
        other.destroyForcibly().waitFor();

        Process own = startAs(0, "flock", "--no-fork", file.toString(), "sleep", "1000");
        await().until(() -> locks.holder(file, 0).equals(OptionalLong.of(own.pid())));
    }

    @Test
    void aSocketThatIsOnlyCalledLikeOursIsNotOurs() throws Exception {
        Path socket = directory.resolve("s");
        Process other = start(Map.of(), "unshare", "--mount", "sh", "-c", "mount -t tmpfs tmpfs \"$1\" && shift && exec \"$@\"",
                "sh", directory.toString(), Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), Listener.class.getName(), socket.toString());
        SocketOwner owner = new SocketOwner(processes);
        await().until(() -> owner.listens(other.pid(), socket));
        assertThat(owner.find(socket)).isEmpty();

        try (ServerSocketChannel own = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            own.bind(UnixDomainSocketAddress.of(socket));
            assertThat(owner.find(socket)).hasValue(ProcessHandle.current().pid());
        }
        assertThat(owner.find(socket)).isEmpty();
    }

    @Test
    void aCommandLikeOursOfAnotherUserIsNoLeftover() throws Exception {
        Path config = directory.resolve("config.toml");
        ConfiguredCommand command = new ConfiguredCommand(Path.of("/usr/bin/containerd"), config);
        String[] line = { "sh", "-c", "read x; :", "/usr/bin/containerd", "--config", config.toString() };
        Process other = startAs(OTHER, line);
        Process own = startAs(0, line);
        await().until(() -> Stream.of(other, own)
                .allMatch(process -> processes.commandLine(process.pid()).equals(List.of(line))));
        assertThat(command.running(processes)).extracting(PidRecord::pid).containsExactly(own.pid());
    }

    @Test
    void aProcessWithOurMarkOfAnotherUserIsNoLeftover() throws Exception {
        List<String> command = List.of("sleep", "1000." + ProcessHandle.current().pid());
        Process other = startAs(OTHER, Map.of("MARK", "m"), "setsid", command.get(0), command.get(1));
        Process own = startAs(0, Map.of("MARK", "m"), "setsid", command.get(0), command.get(1));
        await().until(() -> Stream.of(other, own).allMatch(process -> processes.commandLine(process.pid()).equals(command)));
        assertThat(new MarkedProcesses("MARK", "m", command, OptionalLong.empty()).others(Optional.empty(), processes))
                .extracting(PidRecord::pid).containsExactly(own.pid());
        assertThat(new MarkedProcesses("MARK", "m", command, OptionalLong.of(OTHER)).others(Optional.empty(), processes))
                .extracting(PidRecord::pid).containsExactlyInAnyOrder(own.pid(), other.pid());
    }

    private Process startAs(long user, String... command) throws Exception {
        return startAs(user, Map.of(), command);
    }

    private Process startAs(long user, Map<String, String> environment, String... command) throws Exception {
        List<String> whole = new ArrayList<>(List.of("setpriv", "--reuid=" + user, "--regid=" + user, "--clear-groups", "--"));
        whole.addAll(List.of(command));
        return start(environment, whole.toArray(String[]::new));
    }

    private Process start(Map<String, String> environment, String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        Process process = builder.start();
        started.add(process);
        return process;
    }

    /** A process that listens on a unix socket. */
    static final class Listener {

        public static void main(String... arguments) throws Exception {
            try (ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                channel.bind(UnixDomainSocketAddress.of(Path.of(arguments[0])));
                Thread.currentThread().join();
            }
        }
    }
}
