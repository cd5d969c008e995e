package io.quarkiverse.containerd.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;

import jakarta.inject.Inject;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.containerd.NodeDaemon;
import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.NodeSnapshot;
import io.quarkiverse.containerd.NodeState;
import io.quarkiverse.containerd.ProcessReadiness;
import io.quarkiverse.containerd.Supervised;
import io.quarkiverse.containerd.SupervisedProcess;
import io.quarkiverse.containerd.SupervisedProcesses;
import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.logs.JournalQuery;
import io.quarkiverse.containerd.logs.LogEntry;
import io.quarkiverse.containerd.logs.LogJournal;
import io.quarkiverse.containerd.testing.DebianPackage;
import io.quarkus.test.QuarkusUnitTest;
import io.restassured.RestAssured;

/** Daemons of Debian, and a stand-in for the kubelet, as nodes of the tree beside real containerd. */
class ProcessesTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final List<String> ALL = List.of("root.etcd", "root.registry", "root.coded", "root.kubelet");

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = application();

    @Inject
    NodeDaemon daemon;

    @Inject
    LogJournal journal;

    @Inject
    ContainerdClient client;

    @ConfigProperty(name = "quarkus.containerd.run-directory")
    Path run;

    @ConfigProperty(name = "quarkus.containerd.cni.conf-dir")
    Path network;

    /** A process of the application's code. */
    static class Web {

        @Inject
        SupervisedProcesses processes;

        @ConfigProperty(name = "web.busybox")
        String busybox;

        @ConfigProperty(name = "web.port")
        int port;

        @Supervised(name = "coded")
        void serve(NodeHandle node) throws Exception {
            processes.run(node, SupervisedProcess.command(busybox, "httpd", "-f", "-p", "127.0.0.1:" + port, "-h", "/usr/lib")
                    .ready(ProcessReadiness.http(URI.create("http://127.0.0.1:" + port + "/os-release"))).build());
        }
    }

    private static QuarkusUnitTest application() {
        String busybox = DebianPackage.busybox().toString();
        Path directory = temporary();
        Iterator<Integer> free = freePorts(5).iterator();
        int etcd = free.next();
        int peers = free.next();
        int registry = free.next();
        int kubelet = free.next();
        int web = free.next();
        Path registryConfig = write(directory.resolve("registry.yml"), """
                version: 0.1
                storage:
                  filesystem:
                    rootdirectory: %s/registry
                http:
                  addr: 127.0.0.1:%d
                """.formatted(directory, registry));
        write(directory.resolve("healthz"), "ok");
        return new QuarkusUnitTest()
                .withApplicationRoot(archive -> archive.addClasses(Web.class))
                .overrideConfigKey("quarkus.containerd.preseed.enabled", "false")
                .overrideRuntimeConfigKey("quarkus.containerd.health.interval", "200ms")
                .overrideRuntimeConfigKey("quarkus.containerd.supervisor.initial-backoff", "50ms")
                .overrideRuntimeConfigKey("web.busybox", busybox)
                .overrideRuntimeConfigKey("web.port", Integer.toString(web))
                .overrideRuntimeConfigKey("quarkus.containerd.processes.etcd.command",
                        DebianPackage.program("etcd-server", "etcd") + " --logger=zap --data-dir=" + directory.resolve("etcd")
                                + " --listen-client-urls=http://127.0.0.1:" + etcd
                                + " --advertise-client-urls=http://127.0.0.1:"
                                + etcd + " --listen-peer-urls=http://127.0.0.1:" + peers)
                .overrideRuntimeConfigKey("quarkus.containerd.processes.etcd.ready.http",
                        "http://127.0.0.1:" + etcd + "/health")
                .overrideRuntimeConfigKey("quarkus.containerd.processes.registry.command",
                        DebianPackage.program("docker-registry") + " serve " + registryConfig)
                .overrideRuntimeConfigKey("quarkus.containerd.processes.registry.ready.port", Integer.toString(registry))
                .overrideRuntimeConfigKey("quarkus.containerd.processes.registry.after", "root.etcd")
                .overrideRuntimeConfigKey("quarkus.containerd.processes.registry.required", "false")
                .overrideRuntimeConfigKey("quarkus.containerd.processes.kubelet.command",
                        busybox + " httpd -f -p 127.0.0.1:" + kubelet + " -h " + directory)
                .overrideRuntimeConfigKey("quarkus.containerd.processes.kubelet.ready.http",
                        "http://127.0.0.1:" + kubelet + "/healthz")
                .overrideRuntimeConfigKey("quarkus.containerd.processes.kubelet.after", "started")
                .overrideRuntimeConfigKey("quarkus.containerd.processes.kubelet.restart-with-network", "true");
    }

    @Test
    void allOfThemServeAndComeBackWhenTheyAreKilled() {
        awaitHealthy(ALL);
        NodeSnapshot etcd = snapshot("root.etcd");
        assertThat(snapshot("root.registry").since()).isAfter(etcd.since());
        assertThat(snapshot("root.kubelet").since()).isAfter(snapshot("root.containerd").since());
        awaitEntry("root.registry",
                entry -> entry.level() == Level.WARN && entry.message().startsWith("No HTTP secret provided"));
        awaitEntry("root.etcd", entry -> entry.fields().containsKey("caller") && entry.level() == Level.INFO);
        RestAssured.get("/q/health/ready").then().rootPath("checks.find { it.name == 'containerd ready' }.data")
                .body("'node.root.registry.required'", equalTo(false))
                .body("'node.root.etcd.state'", equalTo("HEALTHY"));

        Random random = new Random();
        List<String> victims = new ArrayList<>(ALL);
        for (int kill = 0; kill < 6; kill++) {
            String dn = victims.get(random.nextInt(victims.size()));
            int before = snapshot(dn).restarts();
            kill(dn);
            await().atMost(LIMIT).until(() -> snapshot(dn).restarts() > before);
            awaitHealthy(ALL);
        }
        assertThat(snapshot("root.containerd").restarts()).as("nobody else").isZero();
    }

    @Test
    void theKubeletIsRestartedWhenContainerdHasLostTheNetworkAndOnlyThen() throws Exception {
        awaitHealthy(ALL);
        int before = snapshot("root.kubelet").restarts();
        int failures = snapshot("root.kubelet").recentFailures();
        Path made = network.resolve("10-containerd-net.conflist");
        Files.deleteIfExists(made);
        client.cri().updatePodCidrs(List.of("10.88.0.0/24"));
        // the daemon looks for the network's file after each probe
        awaitNetwork(awaitNetwork(Instant.EPOCH));
        assertThat(snapshot("root.kubelet").restarts()).isEqualTo(before);

        Files.delete(made);
        await().atMost(LIMIT).until(() -> snapshot("root.kubelet").restarts() == before + 1);
        awaitHealthy(ALL);
        assertThat(snapshot("root.kubelet").recentFailures()).as("it has not failed because of that").isEqualTo(failures);
        assertThat(journal.read(JournalQuery.only("root.kubelet"))).extracting(LogEntry::message)
                .contains("is restarted: containerd has lost the pods' network, and is to be told it again");
    }

    private void kill(String dn) {
        try {
            String record = Files.readString(run.resolve("processes").resolve(dn + ".json"));
            long pid = Long.parseLong(record.replaceAll("(?s).*\"pid\" : (\\d+).*", "$1"));
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitHealthy(List<String> dns) {
        await().atMost(LIMIT).untilAsserted(() -> assertThat(dns).allMatch(dn -> daemon.node(dn)
                .filter(node -> node.state() == NodeState.HEALTHY).isPresent()));
    }

    /** What a process has printed reaches its log a moment later. */
    private void awaitEntry(String dn, Predicate<LogEntry> wanted) {
        await().atMost(LIMIT).untilAsserted(() -> assertThat(journal.read(JournalQuery.only(dn))).anyMatch(wanted));
    }

    /** Awaits a probe after a time that finds the pods' network. @return when that was */
    private Instant awaitNetwork(Instant after) {
        return await().atMost(LIMIT).ignoreExceptions().until(() -> daemon.containerd().orElseThrow(),
                status -> status.at().isAfter(after) && status.cri().orElseThrow().networkReady()).at();
    }

    private NodeSnapshot snapshot(String dn) {
        return daemon.node(dn).orElseThrow();
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("processes");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Different ones, as all of them are taken for a moment. */
    private static List<Integer> freePorts(int count) {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                sockets.add(new ServerSocket(0));
            }
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sockets.stream().map(ServerSocket::getLocalPort).toList();
    }
}
