package io.quarkiverse.containerd.runtime.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.containerd.StuckRunnable;
import io.quarkiverse.containerd.runtime.daemon.FakeNodeDaemon;

/** Over real datagram sockets. */
class SystemdNotifierTest {

    @TempDir
    Path directory;

    private final FakeNodeDaemon node = new FakeNodeDaemon();
    private final SystemdNotifier notifier = new SystemdNotifier(node, true);

    @Test
    void tellsStartStatusAndStop() throws Exception {
        String path = directory.resolve("notify").toString();
        try (ServiceManagerSocket socket = new ServiceManagerSocket(path)) {
            notifier.start(new ServiceManager(path, Optional.empty()));
            assertThat(socket.receive()).isEqualTo("READY=1\nSTATUS=Ready: 2 nodes are healthy");

            node.tree = List.of(FakeNodeDaemon.failed("root.containerd", "exited"));
            notifier.changed(null);
            assertThat(socket.receive()).isEqualTo("STATUS=Not ready: root.containerd failed: exited");

            node.tree = List.of(FakeNodeDaemon.failed("root.containerd", "exited", 3));
            notifier.changed(null);
            assertThat(socket.receive()).isEqualTo("STATUS=Not ready: root.containerd fails again and again: exited");

            notifier.stop(null);
            assertThat(socket.receive()).isEqualTo("STOPPING=1\nSTATUS=Stopping");
            notifier.changed(null);
            assertThat(socket.waiting()).isZero();
        }
    }

    @Test
    void givesSignsOfLifeToAnAbstractSocketUntilItIsNotLive() throws Exception {
        String name = "containerd-test-" + ProcessHandle.current().pid();
        try (ServiceManagerSocket socket = new ServiceManagerSocket("\0" + name)) {
            notifier.start(new ServiceManager("@" + name, Optional.of(Duration.ofMillis(20))));
            assertThat(socket.receive()).startsWith("READY=1\n");
            assertThat(List.of(socket.receive(), socket.receive(), socket.receive())).containsOnly("WATCHDOG=1");

            node.stuck = List.of(new StuckRunnable("root.agent", FakeNodeDaemon.NOW, List.of()));
            notifier.changed(null);
            String next = socket.receive();
            while (next.equals("WATCHDOG=1")) {
                next = socket.receive();
            }
            assertThat(next).startsWith("STATUS=Not live: root.agent does not end");
            notifier.stop(null);
            assertThat(socket.receive()).startsWith("STOPPING=1");
        }
    }

    @Test
    void tellsReadinessOnceTheSocketIsThere() throws Exception {
        String path = directory.resolve("late").toString();
        notifier.start(new ServiceManager(path, Optional.empty()));
        try (ServiceManagerSocket socket = new ServiceManagerSocket(path)) {
            assertThat(socket.receive()).startsWith("READY=1\n");
            notifier.stop(null);
        }
    }

    @Test
    void aSocketThatIsNotThereIsAnError() throws Exception {
        try (NotifySocket socket = new NotifySocket(directory.resolve("none").toString())) {
            assertThatThrownBy(() -> socket.send("READY=1")).isInstanceOf(IOException.class);
        }
    }
}
