package io.quarkiverse.containerd.runtime.systemd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.quarkiverse.containerd.ContainerdStatus;
import io.quarkiverse.containerd.NodeState;
import io.quarkiverse.containerd.StuckRunnable;
import io.quarkiverse.containerd.preseed.ArchiveReport;
import io.quarkiverse.containerd.runtime.daemon.FakeNodeDaemon;

class MessagesTest {

    private final FakeNodeDaemon node = new FakeNodeDaemon();
    private final Messages messages = new Messages(node);

    @Test
    void readinessIsToldOnceAndAStatusWhenItChanges() {
        Messages.Message first = messages.next().orElseThrow();
        assertThat(first.text()).isEqualTo("READY=1\nSTATUS=Ready: 2 nodes are healthy");
        assertThat(messages.next().orElseThrow().text()).as("until it is sent").isEqualTo(first.text());
        messages.sent(first);
        assertThat(messages.next()).isEmpty();

        node.tree = List.of(FakeNodeDaemon.failed("root.containerd", "containerd (pid 7) exited\nREADY=1"));
        assertThat(messages.next().orElseThrow().text())
                .isEqualTo("STATUS=Not ready: root.containerd failed: containerd (pid 7) exited READY=1");
    }

    @Test
    void aStartMayLastAsLongAsARequiredArchiveIsBeingLoaded() {
        node.started = false;
        node.tree = List.of(FakeNodeDaemon.node("root.containerd.preseed", NodeState.NEW));
        node.archives = List.of(FakeNodeDaemon.archive("k8s.io/a.tar", ArchiveReport.State.LOADED, null),
                FakeNodeDaemon.archive("k8s.io/b.tar", ArchiveReport.State.LOADING, null));
        Messages.Message loading = messages.next().orElseThrow();
        assertThat(loading.text()).isEqualTo("STATUS=Starting: root.containerd.preseed starts;"
                + " 1 of 2 image archives are loaded, now k8s.io/b.tar\nEXTEND_TIMEOUT_USEC=30000000");
        messages.sent(loading);
        assertThat(messages.next().orElseThrow().text()).isEqualTo("EXTEND_TIMEOUT_USEC=30000000");

        node.archives = List.of(FakeNodeDaemon.archive("k8s.io/b.tar", ArchiveReport.State.FAILED, "truncated"));
        assertThat(messages.next().orElseThrow().text()).isEqualTo("STATUS=Starting: root.containerd.preseed starts;"
                + " k8s.io/b.tar failed: truncated; 0 of 1 image archives are loaded");
    }

    @Test
    void aStartMayLastAsLongAsContainerdStarts() {
        node.started = false;
        node.archives = List.of();
        node.tree = List.of(FakeNodeDaemon.node("root.containerd", NodeState.NEW));
        Messages.Message starting = messages.next().orElseThrow();
        assertThat(starting.text()).isEqualTo("STATUS=Starting: root.containerd starts\nEXTEND_TIMEOUT_USEC=30000000");
        messages.sent(starting);
        assertThat(messages.next().orElseThrow().text()).isEqualTo("EXTEND_TIMEOUT_USEC=30000000");

        node.tree = List.of(FakeNodeDaemon.failed("root.containerd", "exited"));
        assertThat(messages.next().orElseThrow().text()).doesNotContain("EXTEND");
    }

    @Test
    void theStatusSaysWhatContainerdLacks() {
        node.containerd = Optional.of(FakeNodeDaemon.probed(true, false));
        assertThat(StatusLine.of(node)).isEqualTo("Ready: the pods' network is not configured yet");
        node.containerd = Optional.of(FakeNodeDaemon.probed(false, false));
        assertThat(StatusLine.of(node)).isEqualTo("Not ready: the CRI plugin is not ready: no shim");
        node.containerd = Optional
                .of(new ContainerdStatus(FakeNodeDaemon.NOW, false, Optional.empty(), Optional.of("UNAVAILABLE")));
        assertThat(StatusLine.of(node)).isEqualTo("Not ready: containerd does not answer: UNAVAILABLE");
    }

    @Test
    void aStuckRunnableEndsTheSignsOfLifeAndACrashDoesNot() {
        node.tree = List.of(FakeNodeDaemon.failed("root.containerd", "exited"));
        assertThat(messages.alive()).isTrue();
        node.stuck = List.of(new StuckRunnable("root.agent", FakeNodeDaemon.NOW, List.of()));
        assertThat(messages.alive()).isFalse();
        assertThat(StatusLine.of(node)).startsWith("Not live: root.agent does not end; ");
        node.stuck = List.of();
        node.responsive = false;
        assertThat(messages.alive()).isFalse();
        assertThat(StatusLine.of(node)).isEqualTo("Not live: the supervisor does not answer");
    }

    @Test
    void aDaemonWithoutContainerdIsReady() {
        node.enabled = false;
        node.started = false;
        assertThat(messages.next().orElseThrow().text()).startsWith("READY=1\nSTATUS=containerd is not started");
        assertThat(messages.alive()).isTrue();
        node.tree = List.of(FakeNodeDaemon.failed("root.agent", "no"));
        assertThat(StatusLine.of(node))
                .isEqualTo("containerd is not started: quarkus.containerd.enabled is false; root.agent failed: no");
    }

    @Test
    void aLongStatusIsCut() {
        node.tree = List.of(FakeNodeDaemon.failed("root.a", "x".repeat(999)), FakeNodeDaemon.failed("root.b", "y".repeat(999)),
                FakeNodeDaemon.failed("root.c", "z".repeat(999)));
        assertThat(StatusLine.of(node)).hasSizeLessThan(502).endsWith("…");
    }
}
