package io.quarkiverse.containerd.runtime.render.settings;

import static io.quarkiverse.containerd.runtime.render.Fixture.CAPABLE;
import static io.quarkiverse.containerd.runtime.render.Fixture.CNI;
import static io.quarkiverse.containerd.runtime.render.Fixture.V1_6;
import static io.quarkiverse.containerd.runtime.render.Fixture.content;
import static io.quarkiverse.containerd.runtime.render.Fixture.parse;
import static io.quarkiverse.containerd.runtime.render.Fixture.programs;
import static io.quarkiverse.containerd.runtime.render.Fixture.render;
import static io.quarkiverse.containerd.runtime.render.Fixture.with;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quarkiverse.containerd.runtime.render.Rendering;
import io.quarkiverse.containerd.runtime.render.facts.HostFacts;
import io.quarkiverse.containerd.runtime.render.facts.KernelFacts;
import io.quarkiverse.containerd.runtime.render.facts.KernelFacts.Cgroups;

class KernelNotesTest {

    private static final Set<String> CONTROLLERS = Set.of("cpu", "memory", "pids");

    @Test
    void aKernelThatHasEverythingGetsNoWord() {
        assertThat(render(Map.of("runsc.enabled", "false"), V1_6, CAPABLE)).satisfies(rendering -> {
            assertThat(rendering.notes()).isEmpty();
            assertThat(rendering.warnings()).isEmpty();
        });
    }

    @ParameterizedTest
    @CsvSource({ "nfs,true,native,cannot hold overlays", "ext4,false,native,The kernel has no overlayfs",
            "overlay,true,native,cannot hold overlays" })
    void overlaysThatCannotBeAreReplaced(String fileSystem, boolean overlay, String snapshotter, String words) {
        KernelFacts kernel = new KernelFacts(fileSystem, overlay, Cgroups.V2, CONTROLLERS, false, false, false, false, true);

        Rendering rendering = render(Map.of(), V1_6, with(kernel));

        assertThat(snapshotter(rendering)).isEqualTo(snapshotter);
        assertThat(rendering.adaptations()).singleElement().asString().contains(words, "quarkus.containerd.snapshotter");
        assertThat(snapshotter(render(Map.of("snapshotter", "btrfs"), V1_6, with(kernel)))).isEqualTo("btrfs");
    }

    @Test
    void missingControlGroupsAreWarnedOf() {
        assertThat(render(Map.of(), V1_6, with(cgroups(Cgroups.NONE, Set.of(), false))).warnings()).singleElement().asString()
                .contains("mount cgroup2");
        assertThat(render(Map.of(), V1_6, with(cgroups(Cgroups.V1, Set.of("cpu"), false))).warnings()).singleElement()
                .asString().contains("no controller memory, pids");
    }

    @Test
    void systemdIsToldOfByItsKey() {
        KernelFacts systemd = cgroups(Cgroups.V2, CONTROLLERS, true);
        Map<String, String> on = Map.of("runtimes.runc.systemd-cgroup", "true");

        assertThat(render(Map.of(), V1_6, with(systemd)).notes()).last().asString()
                .contains("quarkus.containerd.runtimes.runc.systemd-cgroup = true");
        assertThat(render(on, V1_6, with(systemd)).notes()).noneMatch(note -> note.contains("systemd"));
        assertThat(render(on, V1_6, CAPABLE).warnings()).singleElement().asString()
                .contains("systemd does not run here", "quarkus.containerd.runtimes.runc.systemd-cgroup");
    }

    @Test
    void oneCgroupDriverIsForAllHandlers() {
        HostFacts systemd = new HostFacts(true, true, 0, false, cgroups(Cgroups.V2, CONTROLLERS, true),
                programs("containerd-shim-runc-v2", "runc", "runsc"), CNI, false);
        Map<String, String> half = Map.of("runtimes.runc.systemd-cgroup", "true");
        Map<String, String> all = Map.of("runtimes.runc.systemd-cgroup", "true", "runtimes.runsc.systemd-cgroup", "true");

        assertThat(render(Map.of(), V1_6, systemd).notes()).last().asString().contains(
                "quarkus.containerd.runtimes.runc.systemd-cgroup, quarkus.containerd.runtimes.runsc.systemd-cgroup = true");
        assertThat(render(half, V1_6, systemd).notes()).last().asString()
                .contains("cgroupDriver systemd, set quarkus.containerd.runtimes.runsc.systemd-cgroup = true");
        assertThat(render(all, V1_6, systemd).notes()).noneMatch(note -> note.contains("systemd"));
    }

    @Test
    void whatConfinesContainersIsToldByItsKey() {
        KernelFacts kernel = new KernelFacts("ext4", true, Cgroups.V2, CONTROLLERS, false, true, false, true, false);

        assertThat(render(Map.of("runsc.enabled", "false"), V1_6, with(kernel)).notes()).satisfiesExactly(
                appArmor -> assertThat(appArmor).contains("apparmor_parser", "quarkus.containerd.cri.disable-apparmor"),
                selinux -> assertThat(selinux).contains("quarkus.containerd.cri.enable-selinux"),
                users -> assertThat(users).contains("user.max_user_namespaces"));
        assertThat(render(Map.of("runsc.enabled", "false", "cri.disable-apparmor", "true", "cri.enable-selinux", "false"), V1_6,
                with(kernel)).notes()).hasSize(1);
        assertThat(render(Map.of("runsc.enabled", "false", "cri.enable-selinux", "true"), V1_6, CAPABLE).notes())
                .singleElement().asString().contains("no SELinux");
    }

    @Test
    void withoutPodsThereIsNothingToSay() {
        KernelFacts kernel = cgroups(Cgroups.NONE, Set.of(), true);

        assertThat(render(Map.of("disabled-plugins", "io.containerd.grpc.v1.cri"), V1_6, with(kernel))).satisfies(rendering -> {
            assertThat(rendering.notes()).isEmpty();
            assertThat(rendering.warnings()).isEmpty();
        });
    }

    private static KernelFacts cgroups(Cgroups cgroups, Set<String> controllers, boolean systemd) {
        return new KernelFacts("ext4", true, cgroups, controllers, systemd, false, false, false, true);
    }

    private static String snapshotter(Rendering rendering) {
        return parse(content(rendering, Path.of("/run/quarkus-containerd/config.toml")))
                .at("/plugins/io.containerd.grpc.v1.cri/containerd/snapshotter").textValue();
    }
}
