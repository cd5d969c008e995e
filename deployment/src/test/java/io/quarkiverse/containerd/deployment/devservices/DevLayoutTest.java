package io.quarkiverse.containerd.deployment.devservices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.containerd.apt.ContainerdBinaries;

class DevLayoutTest {

    private static final Path MODULE = Path.of("/home/me/node");
    private static final Path BUILD = MODULE.resolve("target");

    @Test
    void everythingIsInTheBuildDirectory() {
        DevLayout layout = DevLayout.of(MODULE, BUILD, "dev");

        assertThat(List.of(layout.runDirectory(), layout.root(), layout.state()))
                .allMatch(path -> path.startsWith(BUILD.resolve("containerd-dev"))).doesNotHaveDuplicates();
        assertThat(layout.withShortState(List.of())).isEqualTo(layout);
    }

    @Test
    void devAndTestModeShareNothingButThePreseedDirectory() {
        DevLayout dev = DevLayout.of(MODULE, BUILD, "dev");
        DevLayout test = DevLayout.of(MODULE, BUILD, "test");

        assertThat(List.of(dev.runDirectory(), dev.root(), dev.state()))
                .doesNotContain(test.runDirectory(), test.root(), test.state());
        assertThat(dev.preseed()).isEqualTo(test.preseed()).isEqualTo(BUILD.resolve("containerd-preseed"));
    }

    @Test
    void anotherDirectoryHasTheSameImages() {
        DevLayout usual = DevLayout.of(MODULE, BUILD, "test");
        DevLayout another = DevLayout.of(MODULE, BUILD, BUILD.resolve("fork-2"), "test");

        assertThat(List.of(another.runDirectory(), another.root(), another.state()))
                .allMatch(path -> path.startsWith(BUILD.resolve("fork-2/containerd-test")))
                .doesNotContain(usual.runDirectory(), usual.root(), usual.state());
        assertThat(another.preseed()).isEqualTo(usual.preseed());
    }

    @Test
    void imagesInTheSourcesArePreseeded(@TempDir Path module) throws Exception {
        Path preseed = Files.createDirectories(module.resolve("src/main/containerd/preseed"));

        assertThat(DevLayout.of(module, module.resolve("target"), "dev").preseed()).isEqualTo(preseed);
    }

    @Test
    void devModeAwaitsImagesInTheSourcesIfThereAreNone(@TempDir Path module) throws Exception {
        DevLayout layout = DevLayout.of(module, module.resolve("target"), "dev");
        assertThat(layout.forDevMode(module).preseed()).isEqualTo(module.resolve("src/main/containerd/preseed"));

        Files.createDirectories(layout.preseed());
        assertThat(layout.forDevMode(module)).isEqualTo(layout);
    }

    @Test
    void theStateMovesExactlyWhenASocketWouldNotFit() {
        int fixed = "/".length() + "/containerd-dev/state/containerd.sock.ttrpc".length();
        Path fits = Path.of("/" + "x".repeat(104 - fixed));
        Path tooDeep = Path.of("/" + "x".repeat(104 - fixed + 1));
        DevLayout deep = DevLayout.of(tooDeep, tooDeep, "dev");

        assertThat(DevLayout.of(fits, fits, "dev").withShortState(List.of(Path.of("/run"))).state()).startsWithRaw(fits);
        assertThat(deep.withShortState(List.of(tooDeep, Path.of("/run"))).state()).startsWithRaw(Path.of("/run"));
        assertThat(deep.withShortState(List.of(Path.of("/run"))).root()).isEqualTo(deep.root());
    }

    @Test
    void theControlSocketMovesOnlyWhenItWouldNotFit() {
        Path deep = Path.of("/" + "x".repeat(70));
        Path deeper = Path.of("/" + "x".repeat(90));
        List<Path> run = List.of(Path.of("/run"));

        assertThat(DevLayout.of(deep, deep, "dev").withShortState(run))
                .satisfies(layout -> assertThat(layout.state()).startsWithRaw(Path.of("/run")))
                .satisfies(layout -> assertThat(layout.controlSocket()).startsWithRaw(layout.runDirectory()));
        DevLayout layout = DevLayout.of(deeper, deeper, "dev").withShortState(run);
        assertThat(layout.controlSocket()).startsWithRaw(layout.state());
        assertThat(DevSettings.of(new ContainerdBinaries(Map.of()), layout, true))
                .containsEntry("quarkus.containerd.control.socket", layout.controlSocket().toString());
    }

    @Test
    void theLimitCountsBytes() {
        Path build = Path.of("/" + "ü".repeat(40));

        assertThat(build.toString().getBytes(StandardCharsets.UTF_8)).hasSize(81);
        assertThat(DevLayout.of(build, build, "dev").withShortState(List.of(Path.of("/tmp"))).state())
                .startsWithRaw(Path.of("/tmp"));
    }

    @Test
    void projectsAndModesDoNotMeetInAShortDirectory() {
        Path deep = Path.of("/" + "x".repeat(90));
        List<Path> bases = List.of(Path.of("/tmp"));

        assertThat(List.of(DevLayout.of(deep, deep.resolve("a"), "dev"), DevLayout.of(deep, deep.resolve("a"), "test"),
                DevLayout.of(deep, deep.resolve("b"), "dev")).stream().map(layout -> layout.withShortState(bases).state()))
                .doesNotHaveDuplicates();
        assertThatThrownBy(() -> DevLayout.of(deep, deep, "dev").withShortState(List.of(deep)))
                .isInstanceOf(ContainerdUnavailableException.class).hasMessageContaining("quarkus.containerd.state");
    }
}
