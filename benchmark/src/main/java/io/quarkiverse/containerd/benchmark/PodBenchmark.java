package io.quarkiverse.containerd.benchmark;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.Stream;

import io.quarkiverse.containerd.client.CriClient;
import io.quarkiverse.containerd.client.CriContainerConfig;
import io.quarkiverse.containerd.client.CriContainerStatus;
import io.quarkiverse.containerd.client.CriPodSandboxConfig;
import io.quarkiverse.containerd.runtime.grpc.ContainerdConnection;
import io.quarkiverse.containerd.testing.ImageArchive;
import io.quarkiverse.containerd.testing.MinimalConfig;
import io.quarkiverse.containerd.testing.NetworkNamespace;
import io.quarkiverse.containerd.testing.RealContainerd;

/**
 * Boots nodes with empty directories until their first pod runs: containerd and ctr, and the node daemon, alternately. The
 * images, one for the pod's sandbox and one of 50 MB, come from archives; the calls by which the pod is run are the same.
 */
final class PodBenchmark {

    private static final String PAUSE = "localhost/pause:1.0";
    private static final String SERVER = "localhost/server:1.0";
    private static final List<String> SLEEP = List.of("/bin/busybox", "sleep", "2147483647");
    private static final String SUBNET = "10.88.0.0/24";
    private static final int BYTES = 50_000_000;
    private static final String ALONE = "least: start of Java and Quarkus alone, with the AOT cache";
    private static final String CALLS = "least: calls of the CRI alone";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path directory;
    private final int rounds;
    private final Archives archives;

    /**
     * @param directory for files of its own
     * @param scale makes the image larger or smaller
     */
    PodBenchmark(Path directory, int rounds, double scale) throws IOException {
        this.directory = Files.createDirectories(directory.resolve("pod"));
        this.rounds = rounds;
        this.archives = make(this.directory.resolve("preseed"), scale);
    }

    private static Archives make(Path preseed, double scale) throws IOException {
        byte[] content = new byte[(int) (BYTES * scale)];
        new Random(1).nextBytes(content);
        Path target = preseed.resolve(Archives.NAMESPACE);
        List<Path> files = List.of(
                ImageArchive.of(PAUSE).busybox().entrypoint(SLEEP.toArray(String[]::new)).write(target.resolve("pause.tar")),
                ImageArchive.of(SERVER).busybox().layer().file("usr/share/content", content)
                        .write(target.resolve("server.tar")));
        long bytes = 0;
        for (Path file : files) {
            bytes += Files.size(file);
        }
        return new Archives(preseed, files, Workload.Compression.NONE, true, bytes, bytes);
    }

    /** Returns what the nodes load. */
    Archives archives() {
        return archives;
    }

    /** @param variants JVMs to run the node daemon with */
    List<Figure> run(ContainerdVersion version, List<JvmVariant> variants) throws Exception {
        Map<String, List<Double>> seconds = new LinkedHashMap<>();
        Optional<JvmVariant> fastest = variants.stream().filter(JvmVariant::hasAotCache).findFirst();
        String bare;
        try (NetworkNamespace network = new NetworkNamespace()) {
            bare = bareNode(version, network).kind();
            for (int round = 0; round < rounds; round++) {
                if (fastest.isPresent()) {
                    seconds.computeIfAbsent(ALONE, any -> new ArrayList<>()).add(startAlone(version, fastest.get()));
                }
                for (BootContender contender : contenders(version, variants, network, round)) {
                    try (contender) {
                        Disk.sync();
                        double booted = contender.boot().seconds();
                        double pod = runPod(contender);
                        seconds.computeIfAbsent(contender.kind(), any -> new ArrayList<>()).add(booted + pod);
                        if (contender.kind().equals(bare)) {
                            seconds.computeIfAbsent(CALLS, any -> new ArrayList<>()).add(pod);
                        }
                    }
                }
            }
        }
        OptionalDouble theirs = OptionalDouble.of(median(seconds.get(bare)));
        Stream<Figure> boots = variants.stream()
                .map(variant -> new Figure(Subject.POD, "containerd " + version.label() + ", " + variant.kind(), "s",
                        median(seconds.get(variant.kind())), theirs, variant.hasAotCache() ? theirs : OptionalDouble.empty(),
                        false));
        Stream<Figure> parts = Stream.of(ALONE, CALLS).filter(seconds::containsKey)
                .map(part -> Figure.shown(Subject.POD, "containerd " + version.label() + ", " + part, "s",
                        median(seconds.get(part))));
        return Stream.concat(boots, parts).toList();
    }

    /** Returns the time in seconds until Java and Quarkus have started. */
    private double startAlone(ContainerdVersion version, JvmVariant variant) throws Exception {
        try (NodeDaemonNode node = NodeDaemonNode.withoutContainerd(variant, version, archives, directory)) {
            return node.boot().seconds();
        }
    }

    private static double median(List<Double> seconds) {
        return Medians.of(seconds.stream().mapToDouble(Double::doubleValue));
    }

    /** Rotates the contenders, so that another one is first in each round. */
    private List<BootContender> contenders(ContainerdVersion version, List<JvmVariant> variants, NetworkNamespace network,
            int round) {
        List<BootContender> contenders = new ArrayList<>(List.of(bareNode(version, network)));
        for (JvmVariant variant : variants) {
            contenders.add(new NodeDaemonNode(variant, version, archives, directory, List.of(
                    "quarkus.containerd.sandbox-image=" + PAUSE,
                    // as the others have it; containerd asks each runtime handler for its features when it starts
                    "quarkus.containerd.runsc.enabled=false",
                    "quarkus.containerd.cni.bin-dir=" + plugins(version),
                    "quarkus.containerd.cni.subnets=" + SUBNET,
                    "quarkus.containerd.cri.netns-mounts-under-state-dir=true",
                    "quarkus.containerd.runtimes.runc.root=" + directory.resolve("node/runc"),
                    "quarkus.containerd.toml.\"plugins.'io.containerd.internal.v1.opt'.path\"="
                            + directory.resolve("node/opt")),
                    network::enter));
        }
        Collections.rotate(contenders, -round);
        return contenders;
    }

    private BareNode bareNode(ContainerdVersion version, NetworkNamespace network) {
        return new BareNode(version, archives, directory, RealContainerd.Setup.of(version.programs())
                .with((own, socket) -> configure(version, own, socket)).launchedBy(network::enter));
    }

    private static Path plugins(ContainerdVersion version) {
        return version.programs().binaries().cniBinDirectory().orElseThrow();
    }

    /** What the node daemon renders for pods, as somebody would write it by hand. */
    private static void configure(ContainerdVersion version, Path own, Path socket) throws IOException {
        Path network = Files.createDirectories(own.resolve("cni")).resolve("10-pods.conflist");
        Files.writeString(network, """
                {
                  "cniVersion": "0.4.0",
                  "name": "pods",
                  "plugins": [{
                    "type": "ptp",
                    "mtu": 1420,
                    "ipam": {
                      "type": "host-local",
                      "dataDir": "%s/ipam",
                      "ranges": [[{ "subnet": "%s" }]],
                      "routes": [{ "dst": "0.0.0.0/0" }]
                    }
                  }]
                }
                """.formatted(own, SUBNET));
        Files.writeString(own.resolve("config.toml"), MinimalConfig.of(own, socket) + """
                [plugins."io.containerd.grpc.v1.cri"]
                  sandbox_image = "%1$s"
                  netns_mounts_under_state_dir = true
                  restrict_oom_score_adj = true
                  [plugins."io.containerd.grpc.v1.cri".cni]
                    bin_dir = "%2$s"
                    conf_dir = "%3$s/cni"
                  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
                    runtime_type = "io.containerd.runc.v2"
                    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
                      Root = "%3$s/runc"
                """.formatted(PAUSE, plugins(version), own));
    }

    /** Returns the time in seconds from the last image until the container runs, and shuts the node down. */
    private double runPod(BootContender node) throws Exception {
        long start = System.nanoTime();
        try (ContainerdConnection connection = new ContainerdConnection(node.socket())) {
            CriClient cri = connection.client().cri();
            await("the pods' network").atMost(PATIENCE).pollInterval(Duration.ofMillis(5))
                    .until(() -> cri.status().networkReady());
            CriPodSandboxConfig pod = new CriPodSandboxConfig("default", "first", "uid",
                    Files.createDirectories(directory.resolve("logs")), Map.of());
            String sandbox = cri.runPodSandbox(pod, "");
            String container = cri.createContainer(sandbox, pod, new CriContainerConfig("server", SERVER, SLEEP));
            cri.startContainer(container);
            if (cri.containerStatus(container).state() != CriContainerStatus.State.RUNNING) {
                throw new IOException("the first pod does not run: " + cri.containerStatus(container));
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            cri.stopPodSandbox(sandbox);
            cri.removePodSandbox(sandbox);
            node.shutDown();
            return seconds;
        }
    }
}
