package io.quarkiverse.containerd.runtime.host.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quarkiverse.containerd.TestNode;

/** The lines are those of containerd 1.6.20. */
class ContainerdDiagnosisTest {

    private static final ContainerdDiagnosis.Facts NOTHING_SPECIAL = facts(OptionalLong.empty(), OptionalLong.empty());

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', value = {
            "failed to load TOML: /run/c.toml: (10, 7): cannot have multiple equals for the same key"
                    + "|line 10, column 7 of /run/c.toml: cannot have multiple equals for the same key|quarkus.containerd.toml",
            "failed to unmarshal TOML: (2, 1): Can't convert 7(int64) to string"
                    + "|line 2, column 1 of /run/c.toml: Can't convert 7(int64) to string|quarkus.containerd.toml",
            "(11, 1): Can't convert x(string) to int"
                    + "|line 11, column 1 of /run/c.toml: Can't convert x(string) to int|quarkus.containerd.toml",
            "failed to unmarshal TOML at row 15 column 7: toml: unexpected character U+003D '=' at start of value"
                    + "|line 15, column 7 of /run/c.toml: unexpected character U+003D '=' at start of value|quarkus.containerd.toml",
            "toml: time: invalid duration \"many\""
                    + "|the configuration file /run/c.toml cannot be loaded (toml: time: invalid duration \"many\")"
                    + "|configuration keys",
            "failed to load TOML: /run/c.toml: open /run/c.toml: no such file or directory"
                    + "|the configuration file /run/c.toml cannot be loaded (failed to load TOML: /run/c.toml: open /run/c.toml:"
                    + " no such file or directory)|configuration keys",
            "load required plugin io.containerd.metadata.v1.bolt: timeout"
                    + "|the database /root/io.containerd.metadata.v1.bolt/meta.db is locked by another process"
                    + "|Another containerd runs on /root",
            "load required plugin io.containerd.metadata.v1.bolt: write /root/io.containerd.metadata.v1.bolt/meta.db: no space left"
                    + " on device|the disk is full (load required plugin io.containerd.metadata.v1.bolt: write"
                    + " /root/io.containerd.metadata.v1.bolt/meta.db: no space left on device)|Make room on the file system of /root",
            "mkdir /var/lib/containerd: permission denied"
                    + "|containerd lacks a permission (mkdir /var/lib/containerd: permission denied)|Run as root",
            "failed to get listener for main ttrpc endpoint: permission denied"
                    + "|containerd lacks a permission (failed to get listener for main ttrpc endpoint: permission denied)|Run as root",
            "mkdir /sys/x: read-only file system|a directory is read-only (mkdir /sys/x: read-only file system)"
                    + "|quarkus.containerd.root",
            "failed to get listener for metrics endpoint: listen tcp 127.0.0.1:22222: bind: address already in use"
                    + "|127.0.0.1:22222 is in use by another process|Stop that process",
            "failed to get listener for main endpoint: is a directory"
                    + "|containerd cannot listen (failed to get listener for main endpoint: is a directory)|/state/c.sock",
            "failed to get listener for main ttrpc endpoint: \"/x.sock.ttrpc\": unix socket path too long (> 104)"
                    + "|the path of the socket is too long (failed to get listener for main ttrpc endpoint: \"/x.sock.ttrpc\": unix"
                    + " socket path too long (> 104))|quarkus.containerd.state",
            "load required plugin io.containerd.grpc.v1.cri: invalid plugin config: `mirrors` cannot be set when `config_path` is"
                    + " provided|the CRI plugin did not start: invalid plugin config: `mirrors` cannot be set when `config_path`"
                    + " is provided|with quarkus.containerd.registries, and remove them from the files of"
                    + " quarkus.containerd.config-fragments",
            "load required plugin io.containerd.grpc.v1.cri: unable to load CRI image service plugin dependency: invalid cri image"
                    + " config: `mirrors` cannot be set when `config_path` is provided|the CRI plugin did not start: unable to"
                    + " load CRI image service plugin dependency: invalid cri image config: `mirrors` cannot be set when"
                    + " `config_path` is provided|quarkus.containerd.registries",
            "load required plugin io.containerd.grpc.v1.cri: failed to create CRI service: failed to find snapshotter \"nope\""
                    + "|the CRI plugin did not start: failed to create CRI service: failed to find snapshotter \"nope\"|snapshotter",
            "load required plugin io.containerd.metadata.v1.bolt: invalid database"
                    + "|the database /root/io.containerd.metadata.v1.bolt/meta.db is damaged (invalid database)|Check the disk",
            "load required plugin io.containerd.metadata.v1.bolt: file size too small 4096"
                    + "|the database /root/io.containerd.metadata.v1.bolt/meta.db is damaged (file size too small 4096)|preseed",
            "mkdir /state/x: no space left on device|the disk is full (mkdir /state/x: no space left on device)"
                    + "|Make room on the file system of /state/x",
            "mkdir /proc/foo: no such file or directory"
                    + "|containerd gave up (mkdir /proc/foo: no such file or directory)|lines before" })
    void understandsTheLastWords(String words, String cause, String hint) {
        List<String> lines = List.of("time=\"t\" level=info msg=\"starting containerd\"", "containerd: " + words);
        Diagnosis diagnosis = ContainerdDiagnosis.of(lines, Optional.of(new ExitStatus(1)), NOTHING_SPECIAL).orElseThrow();
        assertThat(diagnosis.cause()).isEqualTo(cause);
        assertThat(diagnosis.hint()).contains(hint).endsWith(".");
    }

    @Test
    void namesTheHolderOfTheLock() {
        ContainerdDiagnosis.Facts facts = facts(OptionalLong.of(4711), OptionalLong.of(4711));
        assertThat(ContainerdDiagnosis.of(List.of("containerd: load required plugin io.containerd.metadata.v1.bolt: timeout"),
                Optional.of(new ExitStatus(1)), facts)).map(Diagnosis::cause)
                .contains("the database /root/io.containerd.metadata.v1.bolt/meta.db is locked by process 4711");
        assertThat(ContainerdDiagnosis.of(List.of(), Optional.empty(), facts)).map(Diagnosis::cause)
                .contains("the database /root/io.containerd.metadata.v1.bolt/meta.db is locked by process 4711");
    }

    @Test
    void knowsThatItWaitsForTheLockThoughNobodyCanBeSeenToHoldIt() {
        assertThat(ContainerdDiagnosis.of(
                List.of("time=\"t\" level=warning msg=\"waiting for response from boltdb open\" plugin=bolt"),
                Optional.empty(), NOTHING_SPECIAL)).map(Diagnosis::cause)
                .contains("the database /root/io.containerd.metadata.v1.bolt/meta.db is locked by another process");
    }

    @Test
    void namesAnotherProcessOnTheSocket() {
        assertThat(ContainerdDiagnosis.of(List.of(), Optional.empty(), facts(OptionalLong.empty(), OptionalLong.of(7))))
                .map(Diagnosis::cause)
                .contains("process 7 listens on /state/c.sock, and it is not the containerd that was started");
    }

    @Test
    void understandsACrashAKillAndAWrongProgram() {
        assertThat(ContainerdDiagnosis.of(List.of("panic: oh no", "", "goroutine 1 [running]:"), Optional.of(new ExitStatus(2)),
                NOTHING_SPECIAL)).map(Diagnosis::cause).contains("containerd crashed (panic: oh no)");
        assertThat(ContainerdDiagnosis.of(List.of(), Optional.of(new ExitStatus(137)), NOTHING_SPECIAL)).map(Diagnosis::hint)
                .hasValueSatisfying(hint -> assertThat(hint).contains("out-of-memory killer"));
        assertThat(ContainerdDiagnosis.of(List.of("Incorrect Usage. flag provided but not defined: -bogus", "", "NAME:"),
                Optional.of(new ExitStatus(0)), NOTHING_SPECIAL)).map(Diagnosis::cause)
                .contains(
                        "containerd does not understand its command line (Incorrect Usage. flag provided but not defined: -bogus)");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', value = {
            "panic: invalid freelist page: 0, page type is unknown<00>|go.etcd.io/bbolt.(*freelist).read(0x226cc86?, 0x7f651c52c000)"
                    + "|is damaged (panic: invalid freelist page: 0, page type is unknown<00>)",
            "unexpected fault address 0x7f5a32479008|go.etcd.io/bbolt.(*node).read(...)"
                    + "|is damaged (unexpected fault address 0x7f5a32479008)",
            "fatal error: failed to reserve page summary memory|runtime.throw({0x1, 0x2})|containerd got no memory (fatal error: ",
            "runtime: out of memory: cannot allocate 4194304-byte block (8 in use)|runtime.throw({0x1, 0x2})"
                    + "|containerd got no memory (runtime: out of memory",
            "runtime: failed to create new OS thread (have 9 already; errno=11)|runtime.newosproc(0xc0)"
                    + "|containerd could not start a thread",
            "SIGABRT: abort|runtime.futex(0x1)|containerd was ended by a signal (SIGABRT: abort)",
            "panic: oh no|main.main()|containerd crashed (panic: oh no)" })
    void understandsACrashByItsReasonAndItsStack(String reason, String frame, String cause) {
        LastLines last = new LastLines(50);
        Stream.of("time=\"t\" level=info msg=\"starting\"", reason, "", "goroutine 1 [running]:", frame, "\tx.go:1 +0x1", "",
                "goroutine 2 [select]:", "go.etcd.io/bbolt.(*DB).Batch(0x1)").forEach(last::add);
        Stream.generate(() -> "rax    0x0").limit(100).forEach(last::add);
        List<String> lines = last.newest(50);
        assertThat(ContainerdDiagnosis.of(lines, Optional.of(new ExitStatus(2)), NOTHING_SPECIAL)).map(Diagnosis::cause)
                .hasValueSatisfying(found -> assertThat(found).contains(cause));
        assertThat(LastLines.render(lines)).startsWith(" Its last lines:\n  " + reason).doesNotContain("rax");
    }

    @Test
    void tellsAKillByTheKernelFromOthers() {
        String line = "Memory cgroup out of memory: Killed process 4711 (containerd) total-vm:1kB";
        assertThat(ContainerdDiagnosis.of(List.of("hello"), Optional.of(new ExitStatus(137)),
                facts(OptionalLong.empty(), OptionalLong.empty(), Optional.empty(), Optional.empty(), Optional.of(line))))
                .map(Diagnosis::cause).contains("the kernel killed containerd because memory ran out (" + line + ")");
    }

    @Test
    void namesTheDirectoryInThePlaceOfASocket() {
        assertThat(ContainerdDiagnosis.of(
                List.of("containerd: failed to get listener for main ttrpc endpoint: is a directory"),
                Optional.of(new ExitStatus(1)), facts(OptionalLong.empty(), OptionalLong.empty(),
                        Optional.of(Path.of("/state/c.sock.ttrpc")), Optional.empty(), Optional.empty())))
                .map(Diagnosis::cause).contains("a directory is in the place of the socket /state/c.sock.ttrpc");
    }

    @Test
    void understandsAProgramThatSaysNothing() {
        assertThat(ContainerdDiagnosis.of(List.of(), Optional.of(new ExitStatus(0)), NOTHING_SPECIAL))
                .hasValueSatisfying(found -> {
                    assertThat(found.cause()).isEqualTo("the program exited with code 0 and printed nothing");
                    assertThat(found.hint()).contains("quarkus.containerd.executable, /usr/bin/containerd");
                });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', value = {
            "T|time=t level=info msg=x|containerd was stopped by a signal",
            "D|time=t level=info msg=x|containerd waits for the kernel, most often for a disk",
            "S|time=t level=info msg=\"loading plugin \\\"io.containerd.snapshotter.v1.zfs\\\"...\" type=a"
                    + "|containerd got no further than to load io.containerd.snapshotter.v1.zfs",
            "S|time=t level=info msg=\"loading plugin\" id=io.containerd.snapshotter.v1.zfs type=a"
                    + "|containerd got no further than to load io.containerd.snapshotter.v1.zfs",
            "S||the program prints nothing" })
    void understandsAStartThatHangs(char state, String line, String cause) {
        assertThat(ContainerdDiagnosis.of(Stream.ofNullable(line).toList(), Optional.empty(), facts(OptionalLong.empty(),
                OptionalLong.empty(), Optional.empty(), Optional.of(state), Optional.empty()))).map(Diagnosis::cause)
                .contains(cause);
    }

    @Test
    void understandsWhatIsRunBeforeContainerd() {
        assertThat(ContainerdDiagnosis.of(List.of("setsid: failed to execute /nowhere/containerd: No such file or directory"),
                Optional.of(new ExitStatus(127)), NOTHING_SPECIAL)).map(Diagnosis::cause).contains(
                        "the executable cannot be run (setsid: failed to execute /nowhere/containerd: No such file or directory)");
        assertThat(ContainerdDiagnosis.of(List.of("unshare: unshare failed: Operation not permitted"),
                Optional.of(new ExitStatus(1)), NOTHING_SPECIAL)).map(Diagnosis::cause)
                .contains("the user namespace cannot be created (unshare: unshare failed: Operation not permitted)");
    }

    @Test
    void admitsThatItDoesNotKnow() {
        assertThat(ContainerdDiagnosis.of(List.of("hello"), Optional.of(new ExitStatus(1)), NOTHING_SPECIAL)).isEmpty();
        assertThat(ContainerdDiagnosis.of(List.of("hello"), Optional.empty(), NOTHING_SPECIAL)).isEmpty();
    }

    @Test
    void tellsWhyAnExecutableCannotBeStarted(@TempDir Path temp) throws IOException {
        Path executable = temp.resolve("containerd");
        assertThat(spawn(executable, temp)).isEqualTo("the executable " + executable + " is missing");
        Files.writeString(executable, "no program");
        assertThat(spawn(executable, temp))
                .isEqualTo("the executable " + executable + " cannot be executed by this user");
        executable.toFile().setExecutable(true);
        Files.writeString(executable, "#!/nowhere/interpreter\n");
        assertThat(spawn(executable, temp)).startsWith("the executable " + executable + " cannot be run: ");
        assertThat(spawn(executable, temp.resolve("gone")))
                .isEqualTo("the working directory " + temp.resolve("gone") + " is missing");
    }

    private static String spawn(Path executable, Path directory) {
        ProcessSpec spec = new ProcessSpec(List.of(executable.toString()), Map.of(), directory, Duration.ofSeconds(1));
        try {
            ChildProcess.start(spec, new TestNode().logger(), new ContainerdLogParser()).stop();
            throw new AssertionError("It started");
        } catch (IOException e) {
            return ContainerdDiagnosis.ofSpawn(spec, e).orElseThrow().cause();
        }
    }

    private static ContainerdDiagnosis.Facts facts(OptionalLong databaseHolder, OptionalLong socketOwner) {
        return facts(databaseHolder, socketOwner, Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static ContainerdDiagnosis.Facts facts(OptionalLong databaseHolder, OptionalLong socketOwner,
            Optional<Path> directory, Optional<Character> state, Optional<String> outOfMemory) {
        return new ContainerdDiagnosis.Facts(Path.of("/run/c.toml"), Path.of("/root"), Path.of("/state/c.sock"), databaseHolder,
                socketOwner, directory, Path.of("/usr/bin/containerd"), state, outOfMemory);
    }
}
