package io.quarkiverse.containerd.deployment.pods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.quarkiverse.containerd.client.CriClient.ExecResult;
import io.quarkiverse.containerd.client.CriContainerStatus;
import io.quarkiverse.containerd.testing.DebianContainerd;

/**
 * A program that runs pods in the control groups of the machine that it runs on, for machines that the build does not run on.
 * It prints what it has seen, a line for each containerd, driver and handler.
 */
final class ControlGroupPods {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final long MEMORY = 96 << 20;

    private ControlGroupPods() {
    }

    /** @param arguments the directory of a packaged application, {@code systemd} or {@code cgroupfs}, names of containerds */
    public static void main(String... arguments) throws Exception {
        for (String containerd : List.of(arguments).subList(2, arguments.length)) {
            run(Path.of(arguments[0]), arguments[1].equals("systemd"), DebianContainerd.valueOf(containerd));
        }
        System.exit(0);
    }

    private static void run(Path application, boolean systemd, DebianContainerd containerd) throws Exception {
        try (PodNode node = new PodNode(application, containerd.binaries())) {
            run(node, systemd);
        }
    }

    private static void run(PodNode node, boolean systemd) throws Exception {
        try {
            node.start("quarkus.containerd.cni.subnets=10.96.0.0/24", "quarkus.containerd.timeouts.start=5m",
                    "quarkus.containerd.health.timeout=60s",
                    "quarkus.containerd.runtimes.runc.systemd-cgroup=" + systemd,
                    "quarkus.containerd.runtimes.runsc.systemd-cgroup=" + systemd);
            node.awaitNetwork();
            for (String handler : List.of("runc", "runsc")) {
                System.out.printf("containerd %s | %s | %s | %s%n", node.cri().version().runtimeVersion(),
                        node.cri().cgroupDriver().map(String::valueOf).orElse(systemd ? "SYSTEMD" : "CGROUPFS"), handler,
                        run(node, handler, systemd ? "kubepods.slice" : "/kubepods"));
            }
            await("nothing left").atMost(PATIENCE).untilAsserted(() -> assertThat(node.leftovers()).isEmpty());
        } catch (Exception | AssertionError e) {
            System.out.println(node.printed());
            throw e;
        }
    }

    /** Runs a pod that outlives containerd. @return the control group of its container */
    private static String run(PodNode node, String handler, String parent) throws Exception {
        try (KubernetesPod pod = new KubernetesPod(node, handler, handler, new Fields().text(1, parent))) {
            String container = pod.start("sleeper", "exec /bin/busybox sleep 100000", MEMORY);
            Path group = group(node, container);
            // gVisor's limits are those of the pod, and the container's process here only waits
            assertThat(Files.readString(group.resolve("memory.max")).strip())
                    .isEqualTo(handler.equals("runc") ? Long.toString(MEMORY) : "max");
            ProcessHandle killed = node.killContainerd();
            await("the next containerd").atMost(PATIENCE).ignoreExceptions()
                    .until(() -> node.containerd().pid() != killed.pid());
            node.awaitServing();
            assertThat(node.cri().containerStatus(container).state()).isEqualTo(CriContainerStatus.State.RUNNING);
            assertThat(node.cri().execSync(container, List.of("/bin/busybox", "echo", "here"), Duration.ofMinutes(1)))
                    .isEqualTo(new ExecResult(0, "here\n", ""));
            return group.toString();
        }
    }

    /** The control group of a container's first process. */
    private static Path group(PodNode node, String container) throws Exception {
        String pid = Files.readString(node.state().resolve("io.containerd.runtime.v2.task/k8s.io").resolve(container)
                .resolve("init.pid")).strip();
        String line = Files.readString(Path.of("/proc", pid, "cgroup")).strip();
        assertThat(line).as("one hierarchy").startsWith("0::/");
        return Path.of("/sys/fs/cgroup").resolve(line.substring("0::/".length()));
    }
}
