package io.quarkiverse.containerd.deployment.devservices;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.quarkiverse.containerd.apt.ContainerdBinaries;
import io.quarkiverse.containerd.apt.ContainerdPackage;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;

class DevSettingsTest {

    private static final DevLayout LAYOUT = DevLayout.of(Path.of("/p"), Path.of("/p/target"), "test");

    @Test
    void programsAndDirectories() {
        ContainerdBinaries binaries = new ContainerdBinaries(Map.of(
                ContainerdPackage.CONTAINERD, Path.of("/cache/containerd_1/usr/bin"),
                ContainerdPackage.RUNC, Path.of("/usr/sbin"),
                ContainerdPackage.RUNSC, Path.of("/cache/runsc_1/usr/bin"),
                ContainerdPackage.CNI_PLUGINS, Path.of("/usr/lib/cni")));

        assertThat(DevSettings.of(binaries, LAYOUT, true)).containsExactly(
                Map.entry("quarkus.containerd.cni.bin-dir", "/usr/lib/cni"),
                Map.entry("quarkus.containerd.executable", "/cache/containerd_1/usr/bin/containerd"),
                Map.entry("quarkus.containerd.opt.path", "/p/target/containerd-test/opt"),
                Map.entry("quarkus.containerd.path",
                        "/cache/containerd_1/usr/bin,/usr/sbin,/cache/runsc_1/usr/bin,/usr/local/sbin,/usr/local/bin,/usr/bin,/sbin,"
                                + "/bin"),
                Map.entry("quarkus.containerd.preseed.directory", "/p/target/containerd-preseed"),
                Map.entry("quarkus.containerd.preseed.disk-reserve", "0"),
                Map.entry("quarkus.containerd.root", "/p/target/containerd-test/root"),
                Map.entry("quarkus.containerd.run-directory", "/p/target/containerd-test/run"),
                Map.entry("quarkus.containerd.state", "/p/target/containerd-test/state"));
    }

    @Test
    void whatThisUserAndThisFileSystemNeed() {
        ContainerdBinaries none = new ContainerdBinaries(Map.of());

        assertThat(DevSettings.of(none, LAYOUT, true)).doesNotContainKeys("quarkus.containerd.user-namespace",
                "quarkus.containerd.snapshotter", "quarkus.containerd.executable", "quarkus.containerd.cni.bin-dir");
        assertThat(DevSettings.of(none, LAYOUT, false)).containsEntry("quarkus.containerd.user-namespace", "true");
    }

    @Test
    void pathsSurviveTheConfiguration() {
        Path odd = Path.of("/a,b c/${x}/$y");
        DevLayout layout = DevLayout.of(odd, odd, "dev");
        SmallRyeConfig config = new SmallRyeConfigBuilder().addDefaultInterceptors().withSources(new PropertiesConfigSource(
                DevSettings.of(new ContainerdBinaries(Map.of(ContainerdPackage.CONTAINERD, odd)), layout, true),
                "test", 1)).build();

        assertThat(config.getValue("quarkus.containerd.root", Path.class)).isEqualTo(layout.root());
        assertThat(config.getValue("quarkus.containerd.executable", Path.class)).isEqualTo(odd.resolve("containerd"));
        assertThat(config.getValues("quarkus.containerd.path", Path.class)).startsWith(odd, Path.of("/usr/local/sbin"));
    }
}
