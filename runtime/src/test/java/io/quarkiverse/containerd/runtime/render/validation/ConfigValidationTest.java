package io.quarkiverse.containerd.runtime.render.validation;

import static io.quarkiverse.containerd.runtime.config.ConfigFixture.config;
import static io.quarkiverse.containerd.runtime.render.Fixture.CAPABLE;
import static io.quarkiverse.containerd.runtime.render.Fixture.V1_6;
import static io.quarkiverse.containerd.runtime.render.Fixture.V1_7;
import static io.quarkiverse.containerd.runtime.render.Fixture.V2_1;
import static io.quarkiverse.containerd.runtime.render.Fixture.V2_3;
import static io.quarkiverse.containerd.runtime.render.Fixture.render;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quarkiverse.containerd.runtime.config.ConfigurationException;
import io.quarkiverse.containerd.runtime.render.facts.ContainerdVersion;
import io.smallrye.config.ConfigValidationException;

class ConfigValidationTest {

    @Test
    void defaultsAreRight() {
        assertThatCode(() -> render(Map.of(), V1_6, CAPABLE)).doesNotThrowAnyException();
        assertThatCode(() -> render(Map.of(), V2_1, CAPABLE)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "executable | bin/containerd",
            "path | /usr/bin,bin",
            "path | /usr/bin:/bin",
            "run-directory | run",
            "root | data",
            "state | run/containerd",
            "temp | tmp",
            "config-file | config.toml",
            "config-version | 1",
            "config-version | 5",
            "oom-score | 1001",
            "oom-score | -1001",
            "grpc.address | containerd.sock",
            "grpc.uid | -1",
            "grpc.gid | -5",
            "grpc.max-recv-message-size | 0",
            "grpc.max-send-message-size | 2G",
            "grpc.tcp.address | localhost",
            "grpc.tcp.address | localhost:70000",
            "grpc.tcp.tls-cert | cert.pem",
            "grpc.tcp.tls-cert | /cert.pem",
            "grpc.tcp.tls-key | /key.pem",
            "grpc.tcp.tls-ca | /ca.pem",
            "ttrpc.address | t.sock",
            "ttrpc.uid | -1",
            "debug.gid | -1",
            "metrics.address | 1338",
            "gc.pause-threshold | 0.6",
            "gc.mutation-threshold | -1",
            "gc.schedule-delay | -1s",
            "opt.path | opt",
            "tasks.shim-environment.\"a=b\" | c",
            "tracing.endpoint | collector:4317",
            "tracing.sampling-ratio | 1.5",
            "cri.streaming.port | 65536",
            "cri.streaming.tls.cert-file | /cert.pem",
            "cri.streaming.tls.key-file | /key.pem",
            "cri.max-container-log-line-size | 3G",
            "cri.stats-collect-period | 1.5s",
            "cri.stats-collect-period | 0s",
            "cri.images.max-concurrent-downloads | 0",
            "untrusted-runtime | kata",
            "registry-directory | registries",
            "config-fragments | own.toml",
            "default-runtime | kata",
            "sandbox-image | Pause:1",
            "sandbox-image | https://registry.example/pause:1",
            "cni.bin-dir | cni",
            "cni.conf-dir | net.d",
            "cni.template-file | template",
            "cni.ipam-data-directory | ipam",
            "cni.mtu | 67",
            "cni.mtu | 65536",
            "cni.max-conf-num | -1",
            "runsc.root | runsc",
            "runsc.config-file | runsc.toml",
            "runsc.fifo | fifo",
            "timeouts.start | 0",
            "timeouts.start | -5s",
            "timeouts.max-start | 0",
            "timeouts.max-start | 29s",
            "timeouts.stop | -5s",
            "timeouts.bolt-open | -2s",
            "timeouts.containerd.\"io.containerd.timeout.shim.load\" | -1s",
            "timeouts.containerd.\"io.containerd.timeout.shim.load\" | PT9999999H",
            "timeouts.containerd.\"io.containerd.timeout.bolt.open\" | 1s",
            "preseed.reload | true",
            "preseed.directory | images",
            "preseed.required | /k8s.io/*.tar",
            "preseed.required | k8s.io/[",
            "preseed.required | *.tar",
            "preseed.required | ./pause.tar",
            "preseed.required | k8s.io/",
            "preseed.required | k8s.io/../moby/a.tar",
            "preseed.pin | ../k8s.io/a.tar",
            "preseed.unpack | k8s.io/a/*.tar",
            "preseed.required | k8s.io/base.images",
            "preseed.unpack | /k8s.io/*.tar",
            "preseed.pin | k8s.io/{",
            "preseed.quiet-period | 0",
            "preseed.pull-timeout | -1s",
            "preseed.bandwidth | 0",
            "preseed.bandwidth | 9223372036854775808",
            "preseed.lease-expiry | 0",
            "preseed.platforms | linux",
            "preseed.spool-directory | tmp",
            "preseed.limits.entries | 0",
            "preseed.limits.metadata | 2G",
            "preseed.limits.document | 0",
            "preseed.limits.index-depth | 0",
            "preseed.limits.json-depth | 1001",
            "preseed.limits.decompressed | 9223372036854775808",
            "preseed.limits.window | 1023",
            "supervisor.initial-backoff | 0",
            "supervisor.max-backoff | 100ms",
            "supervisor.multiplier | 0.5",
            "supervisor.multiplier | NaN",
            "supervisor.jitter | 1.5",
            "supervisor.jitter | -0.1",
            "supervisor.reset-after | -1s",
            "supervisor.cancel-timeout | 0",
            "supervisor.shutdown-timeout | 0",
            "supervisor.shutdown-timeout | 9s",
            "logs.journal-size | 0",
            "logs.line-limit | 0",
            "logs.forward-capacity | 0",
            "health.interval | 0",
            "health.timeout | -1s",
            "environment.PATH | /bin",
            "environment.TMPDIR | /tmp",
            "runtimes.kata.type | ",
            "runtimes.runc.options.SystemdCgroup | [1",
            "runtimes.runc.options.\"X.Y\" | \"open",
            "toml.debug | {",
            "toml.\"a..b\" | 1",
            "toml.version | 1",
            "toml.root | /other",
            "toml.grpc | { address = \"/other\" }",
            "toml.grpc | 5",
            "toml.grpc.address.path | 5",
            "toml.disabled_plugins | { a = 1 }",
    })
    void aWrongValueNamesItsKey(String key, String value) {
        Map<String, String> keys = value == null ? Map.of("runtimes.kata.privileged-without-host-devices", "true")
                : Map.of(key, value);

        assertThatThrownBy(() -> render(keys, V1_7, CAPABLE)).isInstanceOfSatisfying(ConfigurationException.class, e -> {
            String name = key.startsWith("toml.grpc.") ? "toml.\"" + key.substring(5) + '"' : key;
            assertThat(e.key()).isEqualTo("quarkus.containerd." + name);
            assertThat(e.getConfigKeys()).containsExactly(e.key());
        }).hasMessageStartingWith("quarkus.containerd.");
    }

    @ParameterizedTest
    @CsvSource({ "cni.mtu,abc", "grpc.uid,4294967296", "timeouts.start,soon", "grpc.max-recv-message-size,16X", "enabled,",
            "runsc.log-targets,all", "snapshotter,", "supervisor.jitter,half" })
    void aValueOfTheWrongTypeNamesItsKey(String key, String value) {
        assertThatThrownBy(() -> config(Map.of(key, value == null ? "" : value))).isInstanceOf(ConfigValidationException.class)
                .hasMessageContaining("quarkus.containerd." + key);
    }

    @Test
    void theSocketPathMayHave104BytesWithItsSuffix() {
        String fits = "/" + "s".repeat(104 - ".ttrpc".length() - 1);

        assertThatCode(() -> render(Map.of("grpc.address", fits), V1_6, CAPABLE)).doesNotThrowAnyException();
        assertThatThrownBy(() -> render(Map.of("grpc.address", fits + "s"), V1_6, CAPABLE))
                .hasMessageStartingWith("quarkus.containerd.grpc.address: ").hasMessageContaining("105 bytes");
        assertThatThrownBy(() -> render(Map.of("grpc.address", fits.substring(0, 97) + "é"), V1_6, CAPABLE))
                .hasMessageContaining("105 bytes");
    }

    @Test
    void theSchemaMustBeOneThatContainerdReads() {
        assertThatThrownBy(() -> render(Map.of("config-version", "3"), V1_7, CAPABLE))
                .hasMessageStartingWith("quarkus.containerd.config-version: ").hasMessageContaining("1.7.24");
        assertThatCode(() -> render(Map.of("config-version", "2"), V2_1, CAPABLE)).doesNotThrowAnyException();
        assertThatCode(() -> render(Map.of("config-version", "3"), V2_3, CAPABLE)).doesNotThrowAnyException();
        assertThatThrownBy(() -> render(Map.of("config-version", "4"), V2_1, CAPABLE))
                .hasMessage("quarkus.containerd.config-version: containerd 2.1.9+unknown reads version 3 at most; leave the key"
                        + " out, or use a later containerd");
    }

    @Test
    void aContainerdBefore16IsRefused() {
        assertThatThrownBy(() -> render(Map.of(), ContainerdVersion.parse("containerd x 1.5.18 y"), CAPABLE))
                .hasMessage("quarkus.containerd.executable: containerd 1.5.18 is too old; use containerd 1.6 or later");
    }

    @Test
    void filesHavePathsOfTheirOwn() {
        assertThatThrownBy(() -> render(Map.of("runsc.config-file", "/run/quarkus-containerd/x/../config.toml"), V1_6, CAPABLE))
                .hasMessageStartingWith("quarkus.containerd.runsc.config-file: ")
                .hasMessageContaining("quarkus.containerd.config-file");
        assertThatThrownBy(() -> render(Map.of("root", "/data", "state", "/data/"), V1_6, CAPABLE))
                .hasMessageStartingWith("quarkus.containerd.state: ");
    }

    @Test
    void aBoltTimeoutNeedsTheBoltPlugin() {
        assertThatThrownBy(() -> render(Map.of("required-plugins", ""), V1_6, CAPABLE))
                .hasMessageStartingWith("quarkus.containerd.timeouts.bolt-open: ");
        assertThatCode(() -> render(Map.of("required-plugins", "", "timeouts.bolt-open", "0"), V1_6, CAPABLE))
                .doesNotThrowAnyException();
    }

    @Test
    void aUserNamespaceMapsOneUser() {
        assertThatThrownBy(() -> render(Map.of("user-namespace", "true", "grpc.gid", "1000"), V1_6, CAPABLE))
                .hasMessageStartingWith("quarkus.containerd.grpc.gid: ");
    }

    @Test
    void aSettingHasOneSource() {
        assertThatThrownBy(() -> render(Map.of("toml.debug.level", "info", "toml.\"'debug'.level\"", "warn"), V1_6, CAPABLE))
                .hasMessageStartingWith("quarkus.containerd.toml.")
                .hasMessageContaining("quarkus.containerd.toml.\"debug.level\"");
    }

    @Test
    void aDefaultRuntimeMustNotBeSwitchedOff() {
        assertThatThrownBy(() -> render(Map.of("runtimes.runc.enabled", "false"), V1_6, CAPABLE))
                .hasMessageStartingWith("quarkus.containerd.default-runtime: ").hasMessageContaining("[runsc]");
        assertThatThrownBy(() -> render(Map.of("runsc.enabled", "false", "default-runtime", "runsc"), V1_6, CAPABLE))
                .hasMessageStartingWith("quarkus.containerd.default-runtime: ");
    }
}
