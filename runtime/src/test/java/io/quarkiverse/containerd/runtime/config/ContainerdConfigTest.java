package io.quarkiverse.containerd.runtime.config;

import static io.quarkiverse.containerd.runtime.config.ConfigFixture.config;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;

class ContainerdConfigTest {

    @Test
    void everyKeyHasADefaultOrIsOptional() {
        ContainerdConfig config = config(Map.of());

        assertThat(config.enabled()).isTrue();
        assertThat(config.process().path()).first().isEqualTo(Path.of("/usr/local/sbin"));
        assertThat(config.grpc().maxRecvMessageSize().asLongValue()).isEqualTo(16L << 20);
        assertThat(config.grpc().address()).isEqualTo(Path.of("/run/containerd/containerd.sock"));
        assertThat(config.supervisor().initialBackoff()).isEqualTo(Duration.ofMillis(500));
        assertThat(config.preseed().leaseExpiry()).isEqualTo(Duration.ofHours(1));
        assertThat(config.runsc().logTargets())
                .contains(Set.of(RunscConfig.LogTarget.DEBUG_LOG, RunscConfig.LogTarget.PANIC_LOG));
        assertThat(config.pods().runtimes()).isEmpty();
    }

    @Test
    void pathsFollowTheDirectoriesTheyLieIn() {
        ContainerdConfig config = config(Map.of("run-directory", "/a", "state", "/b"));

        assertThat(config.directories().temp()).isEqualTo(Path.of("/a/tmp"));
        assertThat(config.configFile().path()).isEqualTo(Path.of("/a/config.toml"));
        assertThat(config.cni().templateFile()).isEqualTo(Path.of("/a/cnispec.gojson"));
        assertThat(config.cni().confDir()).isEqualTo(Path.of("/a/cni"));
        assertThat(config.runsc().fifo()).isEqualTo(Path.of("/a/runsc-logs.fifo"));
        assertThat(config.runsc().configFile()).isEqualTo(Path.of("/a/runsc.toml"));
        assertThat(config.grpc().address()).isEqualTo(Path.of("/b/containerd.sock"));
        assertThat(config.runsc().root()).isEqualTo(Path.of("/b/runsc"));
        assertThat(config.cni().ipamDataDirectory()).isEqualTo(Path.of("/b/ipam"));
    }

    @Test
    void anEmptyValueSwitchesADefaultOff() {
        ContainerdConfig config = config(Map.of("required-plugins", "", "timeouts.bolt-open", "", "preseed.required", "",
                "runsc.log-targets", ""));

        assertThat(config.plugins().required()).isEmpty();
        assertThat(config.timeouts().boltOpen()).isEmpty();
        assertThat(config.preseed().required()).isEmpty();
        assertThat(config.runsc().logTargets()).isEmpty();
    }

    @Test
    void mapsTakeQuotedNames() {
        ContainerdConfig config = config(Map.of(
                "toml.\"plugins.'io.containerd.grpc.v1.cri'.stats_collect_period\"", "20",
                "toml.grpc.tcp_address", "\"\"",
                "timeouts.containerd.\"io.containerd.timeout.shim.load\"", "5s",
                "runtimes.\"my.handler\".type", "io.containerd.runc.v2",
                "runtimes.runc.options.SystemdCgroup", "true",
                "environment.HTTP_PROXY", "proxy"));

        assertThat(config.configFile().toml()).containsEntry("plugins.'io.containerd.grpc.v1.cri'.stats_collect_period", "20")
                .containsEntry("grpc.tcp_address", "\"\"");
        assertThat(config.timeouts().containerd()).containsEntry("io.containerd.timeout.shim.load", Duration.ofSeconds(5));
        assertThat(config.pods().runtimes()).containsOnlyKeys("my.handler", "runc");
        assertThat(config.pods().runtimes().get("runc").options()).containsEntry("SystemdCgroup", "true");
        assertThat(config.process().environment()).containsEntry("HTTP_PROXY", "proxy");
    }
}
