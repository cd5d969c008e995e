package io.quarkiverse.containerd.deployment.pods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.quarkiverse.containerd.client.CriContainerConfig;
import io.quarkiverse.containerd.testing.DebianContainerd;
import io.quarkus.test.ProdBuildResults;
import io.quarkus.test.ProdModeTestResults;
import io.quarkus.test.QuarkusProdModeTest;

/** The stdin of containers that gVisor runs through runc's shim, as the kubelet gives it to {@code kubectl}. */
class StdinTest {

    /** The number of short containers in a row; 100 is the long form. */
    private static final int SHORT_CONTAINERS = Integer.getInteger("pods.short-containers", 4);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** More than the pipes between a client and a container hold. */
    private static final String LONG_TEXT = "0123456789abcde\n".repeat(1 << 16);

    @RegisterExtension
    static final QuarkusProdModeTest APPLICATION = new QuarkusProdModeTest().withEmptyApplication()
            .setApplicationName("node").setApplicationVersion("1").setRun(false);

    @ProdBuildResults
    ProdModeTestResults build;

    private PodNode node;
    private Pod pod;

    @AfterEach
    void close() throws Exception {
        if (node != null) {
            node.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void reachesContainersAndCommands(DebianContainerd containerd) throws Exception {
        node = new PodNode(build.getBuildDir().resolve("quarkus-app"),
                containerd.binaries());
        node.start("quarkus.containerd.cni.subnets=10.95.0.0/24");
        pod = Pod.run(node, "runsc");

        isEmptyWhereThereIsNone();
        comesLineByLineAndEndsWithItsClient();
        isThatOfTheTerminal();
        reachesCommands();
        mayBeClosedByTheContainer();
        mayBeLeftUnread();
        reachesManyContainersInARow();

        pod.remove();
        patience("nothing left").untilAsserted(() -> assertThat(node.leftovers()).isEmpty());
    }

    private void isEmptyWhereThereIsNone() throws IOException {
        String container = pod.start("none", "/bin/busybox cat; echo end");
        assertThat(pod.awaitEnd(container).exitCode()).isZero();
        pod.awaitLog("none", log -> assertThat(log).endsWith(" stdout F end\n").hasLineCount(1));
    }

    private void comesLineByLineAndEndsWithItsClient() throws IOException {
        String container = start("lines", "read line; echo first $line; /bin/busybox cat; echo end; exit 4", false);
        try (Stdio stdio = pod.attach(container, false)) {
            stdio.write("one\n").join();
            patience("an answer").until(stdio::stdout, "first one\n"::equals);
            stdio.write("two\nthree\n").join();
            patience("an echo").until(stdio::stdout, "first one\ntwo\nthree\n"::equals);
            stdio.leave();
        }
        assertThat(pod.awaitEnd(container).exitCode()).isEqualTo(4);
        pod.awaitLog("lines", log -> assertThat(log).contains(" F first one\n", " F two\n", " F three\n")
                .endsWith(" F end\n").hasLineCount(4));
    }

    private void isThatOfTheTerminal() throws IOException {
        String container = start("terminal", "read line; [ -t 0 ] && echo \"a terminal with $line\"; exit 5", true);
        try (Stdio stdio = pod.attach(container, true)) {
            stdio.write("text\n").join();
            patience("an answer").until(stdio::stdout, output -> output.contains("a terminal with text"));
        }
        assertThat(pod.awaitEnd(container).exitCode()).isEqualTo(5);
    }

    private void reachesCommands() throws IOException {
        String container = pod.start("host", "exec /bin/busybox sleep 1000");
        String script = "read line; echo command $line; echo complaint >&2; exit 6";
        try (Stdio stdio = pod.exec(container, script, false)) {
            stdio.write("text\n").join();
            patience("the command's end").until(stdio::status, status -> status.contains("\"6\""));
            assertThat(stdio.stdout()).isEqualTo("command text\n");
            assertThat(stdio.stderr()).isEqualTo("complaint\n");
        }
        try (Stdio stdio = pod.exec(container, script, true)) {
            stdio.write("text\n").join();
            patience("the command's end").until(stdio::status, status -> status.contains("\"6\""));
            assertThat(stdio.stdout()).contains("command text").contains("complaint");
        }
        stopAndRemove(container);
    }

    private void mayBeClosedByTheContainer() throws IOException {
        String container = start("closing", "exec 0<&-; echo closed; exec /bin/busybox sleep 1000", false);
        try (Stdio stdio = pod.attach(container, false)) {
            pod.awaitLog("closing", log -> assertThat(log).contains(" F closed\n"));
            stdio.write(LONG_TEXT);
            stopAndRemove(container);
        }
    }

    private void mayBeLeftUnread() throws IOException {
        String container = start("unread", "echo runs; exec /bin/busybox sleep 1000", false);
        try (Stdio stdio = pod.attach(container, false)) {
            pod.awaitLog("unread", log -> assertThat(log).contains(" F runs\n"));
            stdio.write(LONG_TEXT);
            stopAndRemove(container);
        }
        String unattached = start("unattached", "exec /bin/busybox sleep 1000", false);
        stopAndRemove(unattached);
    }

    private void reachesManyContainersInARow() throws IOException {
        for (int i = 0; i < SHORT_CONTAINERS; i++) {
            String container = start("short-" + i, "read code; exit $code", false);
            try (Stdio stdio = pod.attach(container, false)) {
                stdio.write((i + 1) + "\n").join();
                assertThat(pod.awaitEnd(container).exitCode()).isEqualTo(i + 1);
            }
            stopAndRemove(container);
        }
    }

    /** Starts a container with a stdin. */
    private String start(String name, String script, boolean tty) throws IOException {
        return pod.start(
                new CriContainerConfig(name, PodImages.BUSYBOX, List.of("/bin/busybox", "sh", "-c", script), Map.of(), true,
                        tty));
    }

    private void stopAndRemove(String container) {
        node.cri().stopContainer(container, Duration.ZERO);
        node.cri().removeContainer(container);
    }

    private static ConditionFactory patience(String what) {
        return await(what).atMost(PATIENCE);
    }
}
