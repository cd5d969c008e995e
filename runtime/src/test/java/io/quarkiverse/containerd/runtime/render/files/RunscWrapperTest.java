package io.quarkiverse.containerd.runtime.render.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.quarkiverse.containerd.runtime.host.ProcTable;
import io.quarkiverse.containerd.runtime.render.lines.RenderedLine;
import io.quarkiverse.containerd.testing.DebianPackage;
import io.quarkiverse.containerd.testing.Machine;

/** The script that runs runsc for runc's shim, by the shells that a node may have; a script takes runsc's place. */
class RunscWrapperTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Its container prints its stdin; its end is awaited until the test says so. */
    private static final String RUNSC = """
            #!/bin/sh
            case " $* " in
            *" start "*) readlink /proc/self/fd/0; cat ;;
            *" wait "*) until [ -e "${0%/*}/end" ]; do sleep 0.05; done; echo '{"id":"sample","exitStatus":7}' ;;
            esac
            """;

    @TempDir
    Path directory;

    private Path bundle;
    private Path wrapper;
    private Path stdin;
    private Path stdout;

    static Stream<List<String>> shells() throws IOException {
        return Stream.of(List.of("/bin/dash"), List.of("/bin/bash", "--posix"),
                List.of(DebianPackage.busybox().toString(), "sh"));
    }

    @BeforeEach
    void prepare() throws IOException {
        bundle = Files.createDirectory(directory.resolve("bundle"));
        Files.writeString(bundle.resolve("config.json"),
                "{\"annotations\":{\"io.kubernetes.cri.container-type\":\"container\"}}");
        Path runsc = Files.writeString(directory.resolve("runsc"), RUNSC);
        Files.setPosixFilePermissions(runsc, PosixFilePermissions.fromString("rwx------"));
        wrapper = Files.writeString(directory.resolve("wrapper"),
                RenderedLine.join(RunscWrapper.render(runsc, new TreeMap<>())));
        stdin = Files.writeString(directory.resolve("stdin"), "text of the container\n");
        stdout = Files.createFile(directory.resolve("stdout"));
    }

    /** Ends what waits, also when a test has failed in the middle. */
    @AfterEach
    void end() throws IOException {
        Files.createFile(directory.resolve("end"));
        Machine.processesNaming(directory.toString()).forEach(ProcessHandle::destroyForcibly);
    }

    @ParameterizedTest
    @MethodSource("shells")
    void givesAContainerTheStdioThatItWasCreatedWith(List<String> shell) throws Exception {
        long standIn = create(shell, stdin);

        run(shell, Path.of("/dev/null"), directory.resolve("other"), "start", "sample");

        assertThat(stdout).hasContent(stdin + "\ntext of the container\n");
        assertThat(directory.resolve("other")).isEmptyFile();
        await("that nothing of the container is kept").atMost(PATIENCE)
                .until(() -> Collections.disjoint(new ProcTable().openFiles(standIn),
                        List.of(stdin.toString(), stdout.toString())));
        assertThat(ProcessHandle.of(standIn)).as("stands for the container that runs").isPresent();
        Files.createFile(directory.resolve("end"));
        awaitEnd(standIn);
        assertThat(bundle.resolve("exit-status")).hasContent("{\"id\":\"sample\",\"exitStatus\":7}");
        Files.delete(directory.resolve("end"));
    }

    @ParameterizedTest
    @MethodSource("shells")
    void givesDevNullToAContainerWithoutStdin(List<String> shell) throws Exception {
        create(shell, Path.of("/dev/null"));

        run(shell, stdin, directory.resolve("other"), "start", "sample");

        assertThat(stdout).hasContent("/dev/null\n");
    }

    @ParameterizedTest
    @MethodSource("shells")
    void leavesNothingOfAContainerThatNeverStarts(List<String> shell) throws Exception {
        long standIn = create(shell, stdin);

        run(shell, Path.of("/dev/null"), directory.resolve("other"), "delete", "sample");

        awaitEnd(standIn);
        assertThat(stdout).isEmptyFile();
    }

    /** @return the process that stands for the container; it waits */
    private long create(List<String> shell, Path stdin) throws Exception {
        run(shell, stdin, stdout, "create", "--bundle", bundle.toString(), "--pid-file",
                bundle.resolve("init.pid").toString(), "sample");
        long standIn = Long.parseLong(Files.readString(bundle.resolve("init.pid")));
        await("the stand-in").atMost(PATIENCE)
                .until(() -> Path.of("/proc", String.valueOf(standIn), "fd", "0").toRealPath(),
                        bundle.resolve("stand-in")::equals);
        return standIn;
    }

    private void run(List<String> shell, Path stdin, Path stdout, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(shell);
        command.addAll(List.of(wrapper.toString(), "--log", bundle.resolve("log.json").toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectInput(stdin.toFile()).redirectOutput(stdout.toFile())
                .redirectError(directory.resolve("errors").toFile()).start();
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as("%s ends", command)
                .isTrue();
        assertThat(process.exitValue()).as(Files.readString(directory.resolve("errors"))).isZero();
    }

    /** Waits until a process has ended; whoever has it as a child now may take note of that late. */
    private static void awaitEnd(long pid) {
        await("the stand-in's end").atMost(PATIENCE)
                .until(() -> new ProcTable().stat(pid).filter(ProcTable.Stat::alive).isEmpty());
    }
}
