package io.quarkiverse.containerd.deployment.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.quarkiverse.containerd.client.BlobInfo;
import io.quarkiverse.containerd.client.CriImages;
import io.quarkiverse.containerd.client.NamespaceClient;
import io.quarkiverse.containerd.client.StoredImage;
import io.quarkiverse.containerd.deployment.pods.PodImages;
import io.quarkiverse.containerd.deployment.pods.PodNode;
import io.quarkiverse.containerd.testing.Machine;

/** What every fault leaves as it was once it is over. */
final class Invariants {

    /** The descriptors and threads that come and go with a few calls. */
    private static final int SLACK = 16;

    private final FaultNode node;
    private final Resources before;

    /** What a node holds. */
    private record Resources(Map<String, Long> processes, int mounts, Map<String, String> images, Set<String> blobs,
            List<String> leases, long locks, long descriptors, long threads) {
    }

    Invariants(FaultNode node) throws Exception {
        this.node = node;
        this.before = resources();
    }

    /** Fails unless the pods serve, and everything else is or becomes as it was. */
    void check() {
        await("all as before").atMost(FaultNode.PATIENCE).untilAsserted(() -> {
            Resources now = resources();
            assertThat(now.processes()).as("processes").isEqualTo(before.processes());
            assertThat(now.mounts()).as("mounts").isEqualTo(before.mounts());
            assertThat(now.images()).as("images").isEqualTo(before.images());
            assertThat(now.blobs()).as("blobs").isEqualTo(before.blobs());
            assertThat(now.leases()).as("leases").isEqualTo(before.leases());
            assertThat(now.locks()).as("locks").isEqualTo(before.locks());
            assertThat(now.descriptors()).as("descriptors").isLessThanOrEqualTo(before.descriptors() + SLACK);
            assertThat(now.threads()).as("threads").isLessThanOrEqualTo(before.threads() + SLACK);
        });
        assertThat(node.newLog()).as("stack traces").doesNotContain("Exception in thread");
        assertThat(node.newLog()).as("answers that are DOWN").doesNotContain("Reporting health down status");
    }

    /** Fails unless the pods serve, which they do also without containerd. */
    void checkPods() {
        for (FaultNode.Server pod : node.pods()) {
            assertThat(node.node().get(pod.address())).isEqualTo(PodImages.PAGE);
        }
    }

    private Resources resources() throws Exception {
        PodNode pods = node.node();
        Path daemon = Path.of("/proc", Long.toString(pods.daemon().pid()));
        NamespaceClient namespace = pods.client().namespace(CriImages.NAMESPACE);
        return new Resources(processes(pods.directory()), Machine.mountsBelow(pods.directory()).size(),
                namespace.images().list().stream().collect(Collectors.toMap(StoredImage::name,
                        image -> image.target().digest().toString())),
                namespace.content().list().stream().map(BlobInfo::digest).map(Object::toString).collect(Collectors.toSet()),
                leases(namespace), locks(pods.daemon().pid()), count(daemon.resolve("fd")),
                count(daemon.resolve("task")));
    }

    /** The leases without those that CRI holds for the pods, which may be replaced. */
    private List<String> leases(NamespaceClient namespace) {
        Set<String> pods = node.pods().stream().map(server -> server.pod().id()).collect(Collectors.toSet());
        return namespace.leases().list().stream().filter(lease -> !pods.contains(lease)).toList();
    }

    /** The number of processes by program. */
    private static Map<String, Long> processes(Path directory) throws IOException {
        return Machine.processesNaming(directory.toString()).stream()
                .collect(Collectors.groupingBy(process -> process.info().command().map(Path::of).map(Path::getFileName)
                        .map(Path::toString).orElse("ended"), TreeMap::new, Collectors.counting()));
    }

    private static long locks(long pid) throws IOException {
        try (Stream<String> locks = Files.lines(Path.of("/proc/locks"))) {
            return locks.filter(lock -> lock.matches(".* " + pid + " .*")).count();
        }
    }

    private static long count(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.count();
        }
    }
}
