package io.quarkiverse.containerd.runtime.host.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuntimeProgramFinderTest {

    @TempDir
    Path directory;

    @Test
    void findsRuntimesAndEveryShim() throws IOException {
        Path runc = program("sbin/runc");
        Path crun = program("bin/crun");
        Path shim = program("bin/containerd-shim-own-v3");
        program("bin/ls");
        Files.createFile(directory.resolve("bin/youki"));

        assertThat(find("sbin", "bin", "none")).isEqualTo(Map.of("runc", runc, "crun", crun, "containerd-shim-own-v3", shim));
    }

    @Test
    void findsWhatHandlersNameByNameAndByPath() throws IOException {
        Path named = program("bin/own");
        Path elsewhere = program("opt/own");

        assertThat(find(List.of("own", elsewhere.toString(), directory + "/opt/absent", "absent"), "bin"))
                .isEqualTo(Map.of("own", named, elsewhere.toString(), elsewhere));
    }

    @Test
    void takesTheFirstDirectory() throws IOException {
        Path first = program("a/runsc");
        program("b/runsc");

        assertThat(find("a", "b")).isEqualTo(Map.of("runsc", first));
    }

    private Map<String, Path> find(String... directories) {
        return find(List.of(), directories);
    }

    private Map<String, Path> find(List<String> named, String... directories) {
        return new RuntimeProgramFinder(List.of(directories).stream().map(directory::resolve).toList(), named).find().paths();
    }

    private Path program(String name) throws IOException {
        Path program = directory.resolve(name);
        Files.createDirectories(program.getParent());
        Files.createFile(program);
        assertThat(program.toFile().setExecutable(true)).isTrue();
        return program;
    }
}
