package io.quarkiverse.containerd.runtime.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.containerd.runtime.config.ConfigFixture;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.offline.Finding.Verdict;
import io.quarkiverse.containerd.runtime.render.Fixture;

class HostCheckTest {

    @TempDir
    Path directory;

    private final Map<String, String> keys = new HashMap<>();

    @BeforeEach
    void aContainerdWithoutAnythingElse() throws Exception {
        Path containerd = Files.writeString(directory.resolve("containerd"), """
                #!/bin/sh
                [ "$1" = --version ] && echo containerd github.com/containerd/containerd/v2 v2.1.1 x || echo version = 3
                """);
        Files.setPosixFilePermissions(containerd, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path shims = Files.createDirectory(directory.resolve("bin"));
        keys.putAll(Map.of("executable", containerd.toString(), "path", shims.toString(), "run-directory",
                directory.resolve("run").toString(), "root", directory.resolve("root").toString(), "state",
                directory.resolve("state").toString(), "preseed.directory", directory.toString(), "cni.bin-dir",
                shims.toString()));
    }

    @Test
    void eachSubjectHasAFindingInAFixedOrder() {
        List<Finding> findings = check();

        assertThat(findings).extracting(Finding::check).containsSubsequence(HostCheck.CONTAINERD, HostCheck.RUNTIMES,
                HostCheck.CNI, HostCheck.KERNEL, HostCheck.SOCKETS, HostCheck.ROOM, HostCheck.CLOCK, HostCheck.OTHERS)
                .contains(HostCheck.CGROUPS, HostCheck.OVERLAYFS, HostCheck.PERMISSIONS);
        assertThat(findings).extracting(Finding::text).allMatch(text -> text.endsWith("."));
        assertThat(of(findings, HostCheck.CNI)).singleElement().satisfies(finding -> {
            assertThat(finding.verdict()).isEqualTo(Verdict.FAILURE);
            assertThat(finding.text()).contains("quarkus.containerd.cni.bin-dir");
        });
        assertThat(of(findings, HostCheck.CONTAINERD)).extracting(Finding::verdict).containsExactly(Verdict.OK);
    }

    @Test
    void wrongKeysAreTold() {
        keys.put("cni.mtu", "-1");
        assertThat(of(check(), HostCheck.CONFIGURATION)).anyMatch(finding -> finding.verdict() == Verdict.FAILURE
                && finding.text().startsWith("quarkus.containerd.cni.mtu: "));

        keys.remove("cni.mtu");
        keys.put("executable", "/nowhere/containerd");
        assertThat(of(check(), HostCheck.CONTAINERD)).singleElement()
                .satisfies(finding -> assertThat(finding.text()).contains("/nowhere/containerd"));
    }

    @Test
    void whoListensIsTold() throws Exception {
        Path socket = Files.createDirectories(directory.resolve("state")).resolve("containerd.sock");
        keys.put("grpc.address", socket.toString());
        try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                ServerSocket port = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            other.bind(UnixDomainSocketAddress.of(socket));
            String address = "127.0.0.1:" + port.getLocalPort();
            keys.put("metrics.address", address);

            List<Finding> findings = check();

            assertThat(of(findings, HostCheck.SOCKETS)).extracting(Finding::verdict, Finding::text).containsExactly(
                    tuple(Verdict.FAILURE,
                            "Process " + ProcessHandle.current().pid() + " listens on " + socket + "."));
            assertThat(of(findings, HostCheck.PORTS)).singleElement().satisfies(finding -> {
                assertThat(finding.verdict()).isEqualTo(Verdict.FAILURE);
                assertThat(finding.text()).startsWith(address);
                assertThat(finding.remedy().orElseThrow()).contains("quarkus.containerd.metrics.address");
            });
        }
        assertThat(of(check(), HostCheck.SOCKETS)).extracting(Finding::verdict).containsExactly(Verdict.OK);
    }

    @Test
    void aDiskWithTooLittleRoomIsTold() {
        keys.put("preseed.disk-reserve", "99");

        assertThat(of(check(), HostCheck.ROOM)).isNotEmpty().allSatisfy(finding -> {
            assertThat(finding.verdict()).isEqualTo(Verdict.FAILURE);
            assertThat(finding.remedy().orElseThrow()).contains("quarkus.containerd.preseed.disk-reserve");
        });
    }

    @Test
    void theClockIsNotBeforeAnInstalledProgram() throws Exception {
        Path program = Files.createFile(directory.resolve("program"));
        Files.setLastModifiedTime(program, FileTime.from(Instant.parse("2026-01-02T03:04:05Z")));
        ClockCheck clock = new ClockCheck(directory);

        assertThat(clock.of(Instant.EPOCH, program).verdict()).isEqualTo(Verdict.FAILURE);
        assertThat(clock.of(Instant.parse("2026-01-02T03:04:06Z"), program).verdict()).isEqualTo(Verdict.OK);
        Files.createDirectories(directory.resolve("run/systemd/timesync"));
        assertThat(clock.of(Instant.parse("2026-01-02T03:04:06Z"), program).verdict()).isEqualTo(Verdict.WARNING);
    }

    @Test
    void kernelSettingsThatPodsNeedAreTold() throws Exception {
        KernelChecks checks = new KernelChecks(directory);
        file("proc/sys/net/ipv4/ip_forward", "0\n");
        file("proc/sys/fs/inotify/max_user_instances", "128\n");

        assertThat(checks.of(Fixture.CAPABLE, true)).extracting(Finding::check, Finding::verdict).contains(
                tuple(HostCheck.KERNEL, Verdict.WARNING),
                tuple(HostCheck.KERNEL, Verdict.FAILURE),
                tuple(HostCheck.KERNEL, Verdict.NOTE));
        assertThat(checks.of(Fixture.CAPABLE, false)).extracting(Finding::verdict).containsOnly(Verdict.OK);

        file("proc/sys/net/ipv4/ip_forward", "1\n");
        file("proc/sys/fs/inotify/max_user_instances", "8192\n");
        file("proc/sys/kernel/seccomp/actions_avail", "kill\n");
        assertThat(checks.of(Fixture.CAPABLE, true)).extracting(Finding::verdict).containsOnly(Verdict.OK);
    }

    private void file(String path, String content) throws Exception {
        Files.createDirectories(directory.resolve(path).getParent());
        Files.writeString(directory.resolve(path), content);
    }

    private List<Finding> check() {
        ContainerdConfig config = ConfigFixture.config(keys);
        return HostCheck.of(config);
    }

    private static List<Finding> of(List<Finding> findings, String check) {
        return findings.stream().filter(finding -> finding.check().equals(check)).toList();
    }
}
