package io.quarkiverse.containerd.runtime.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quarkiverse.containerd.apt.FileTrees;
import io.quarkiverse.containerd.runtime.config.ConfigFixture;
import io.quarkiverse.containerd.runtime.config.ConfigurationException;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.host.files.InUseException;
import io.quarkiverse.containerd.runtime.render.Rendering;
import io.quarkiverse.containerd.runtime.render.files.HostsDirectory;
import io.quarkiverse.containerd.runtime.render.files.RenderedFile;

class DaemonLocksTest {

    @TempDir
    Path directory;

    private final DaemonLocks first = new DaemonLocks();
    private final DaemonLocks second = new DaemonLocks();

    @AfterEach
    void close() {
        first.close();
        second.close();
    }

    @Test
    void daemonsWithPathsOfTheirOwnDoNotKnowEachOther() throws IOException {
        start(first, "a", Map.of());
        start(second, "b", Map.of());
    }

    @ParameterizedTest
    @CsvSource({ "run-directory, a/run", "root, a/root", "state, a/state", "overlayfs.root-path, snapshots",
            "registry-directory, certs",
            "cni.conf-dir, a/run/cni", "cni.conf-dir, net.d", "cni.template-file, a/run/cnispec.gojson",
            "config-file, a/run/config.toml", "config-file, etc/config.toml", "grpc.address, a/state/containerd.sock",
            "grpc.address, sockets/c.sock", "ttrpc.address, sockets/t.sock", "debug.address, sockets/d.sock",
            "runsc.config-file, etc/runsc.toml", "runsc.wrapper-file, a/root/runsc-wrapper",
            "runsc.fifo, a/run/runsc-logs.fifo", "runsc.fifo, logs/runsc.fifo" })
    void aSharedPathIsRefusedWithItsKeyAndTheOtherProcess(String key, Path path) throws IOException {
        Map<String, String> shared = Map.of(key, directory.resolve(path).toString());
        start(first, "a", shared);

        assertThatThrownBy(() -> start(second, "b", shared)).isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("quarkus.containerd." + key + ": ")
                .hasMessageContaining(" is in use by process " + ProcessHandle.current().pid() + " (");
        second.close();
        first.close();
        start(second, "b", shared);
    }

    @Test
    void aPathThatOnlyOneOfThemHasInADirectoryOfItsOwnIsRefused() throws IOException {
        start(first, "a", Map.of("runsc.fifo", directory.resolve("b/run/f").toString()));
        refuse("b", Map.of("runsc.fifo", directory.resolve("b/run/f").toString()), "runsc.fifo");
    }

    @Test
    void aDirectoryInADirectoryOfTheOtherIsRefused() throws IOException {
        start(first, "a", Map.of());
        refuse("b", Map.of("root", directory.resolve("a/state/inner/root").toString()), "root");
    }

    @Test
    void symbolicLinksLeadToTheSamePath() throws IOException {
        start(first, "a", Map.of());
        Files.createSymbolicLink(directory.resolve("link"), directory.resolve("a"));
        refuse("b", Map.of("state", directory.resolve("link/x/../state").toString()), "state");
    }

    @Test
    void aRemovedDirectoryIsStillInUse() throws IOException {
        start(first, "a", Map.of());
        FileTrees.delete(directory.resolve("a/run"));
        refuse("b", Map.of("run-directory", directory.resolve("a/run").toString()), "run-directory");
        FileTrees.delete(directory.resolve("a"));
        refuse("a", Map.of(), "run-directory");
    }

    @Test
    void aDirectoryThatWasMovedAwayIsLockedAgainAtTheNextStartOfContainerd() throws IOException {
        ContainerdConfig config = start(first, "a", Map.of());
        Files.move(directory.resolve("a/run"), directory.resolve("moved"));
        makeDirectories(config);
        first.acquire(SharedPath.all(config, rendering(config)));
        refuse("b", Map.of("run-directory", directory.resolve("a/run").toString()), "run-directory");
    }

    @Test
    void aDirectoryThatAnotherHasTakenMeanwhileIsToldAtTheNextStartOfContainerd() throws IOException {
        ContainerdConfig config = start(first, "a", Map.of());
        Files.move(directory.resolve("a/run"), directory.resolve("moved"));
        start(second, "b", Map.of("run-directory", directory.resolve("a/run").toString()));

        assertThatThrownBy(() -> first.acquire(List.of(SharedPath.run(config)))).isInstanceOf(InUseException.class)
                .hasMessageStartingWith(directory.resolve("a/run") + " is in use by ");
    }

    @Test
    void whatCannotBeLockedIsLeftToTheStartOfContainerd() throws IOException {
        ContainerdConfig config = config("a", Map.of("root", directory.resolve("missing/root").toString()));
        Files.createDirectories(config.directories().run());
        first.acquireWhatCanBe(SharedPath.all(config, rendering(config)));

        SharedPath root = SharedPath.all(config, rendering(config)).get(1);
        assertThatThrownBy(() -> first.acquire(List.of(root)))
                .hasMessageStartingWith(directory.resolve("missing/root") + " cannot be locked by ");
        Files.createDirectories(root.path());
        first.acquire(List.of(root));
        refuse("b", Map.of("root", root.path().toString()), "root");
    }

    @Test
    void whatIsInDirectoriesOfTheDaemonHasNoLockFiles() throws IOException {
        start(first, "a", Map.of());
        try (var files = Files.walk(directory)) {
            assertThat(files.filter(Files::isRegularFile).map(directory::relativize).map(Path::toString))
                    .containsExactlyInAnyOrder("a/run/daemon.lock", "a/root/daemon.lock", "a/state/daemon.lock");
        }
    }

    private void refuse(String name, Map<String, String> keys, String key) {
        assertThatThrownBy(() -> start(second, name, keys)).isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("quarkus.containerd." + key + ": ")
                .hasMessageContaining(" is in use by process ");
        second.close();
    }

    private ContainerdConfig start(DaemonLocks locks, String name, Map<String, String> more) throws IOException {
        ContainerdConfig config = config(name, more);
        makeDirectories(config);
        locks.acquireWhatCanBe(SharedPath.all(config, rendering(config)));
        return config;
    }

    private ContainerdConfig config(String name, Map<String, String> more) {
        Map<String, String> keys = new HashMap<>(SupervisedContainerd.keys(directory.resolve(name), more));
        return ConfigFixture.config(keys);
    }

    private static void makeDirectories(ContainerdConfig config) throws IOException {
        for (SharedPath path : SharedPath.all(config, rendering(config))) {
            Files.createDirectories(path.directory() ? path.path() : path.path().getParent());
        }
    }

    /** What a node with CRI, gVisor and, if its directory is configured, a registry has. */
    private static Rendering rendering(ContainerdConfig config) {
        List<RenderedFile> registries = config.registries().directory()
                .map(path -> new RenderedFile(path.resolve("r/hosts.toml"), "", Set.of())).stream().toList();
        return new Rendering(List.of(), new HostsDirectory(config.registries().directory().orElse(null), registries), null,
                Map.of(), null, List.of(), List.of(), List.of(), true, "overlayfs", true);
    }
}
