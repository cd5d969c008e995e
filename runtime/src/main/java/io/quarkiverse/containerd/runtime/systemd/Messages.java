package io.quarkiverse.containerd.runtime.systemd;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.quarkiverse.containerd.NodeDaemon;
import io.quarkiverse.containerd.NodeState;
import io.quarkiverse.containerd.preseed.ArchiveReport;
import io.quarkiverse.containerd.runtime.daemon.DaemonLiveness;

/** The assignments of sd_notify(3) that the service manager has yet to be told. */
final class Messages {

    static final String WATCHDOG = "WATCHDOG=1";
    static final String STOPPING = "STOPPING=1\nSTATUS=Stopping";
    /** The time for which a start may go on after each sign that containerd starts, or an archive is being loaded. */
    private static final Duration EXTENSION = Duration.ofSeconds(30);

    private static final String CONTAINERD = "root.containerd";

    private final NodeDaemon daemon;
    private boolean ready;
    private String status = "";

    Messages(NodeDaemon daemon) {
        this.daemon = daemon;
    }

    /** Returns the new assignments; those given to {@link #sent} are no longer new. */
    Optional<Message> next() {
        boolean started = daemon.started();
        String line = StatusLine.of(daemon);
        List<String> assignments = new ArrayList<>();
        if (started && !ready) {
            assignments.add("READY=1");
        }
        if (!line.equals(status)) {
            assignments.add("STATUS=" + line);
        }
        if (!started && (starting() || loading())) {
            assignments.add("EXTEND_TIMEOUT_USEC=" + EXTENSION.toNanos() / 1000);
        }
        return assignments.isEmpty() ? Optional.empty()
                : Optional.of(new Message(String.join("\n", assignments), started, line));
    }

    void sent(Message message) {
        ready = message.ready();
        status = message.status();
    }

    /** Whether the node daemon lives. */
    boolean alive() {
        return DaemonLiveness.of(daemon).live();
    }

    /** Whether containerd starts: the daemon itself gives up one that gives no sign of life. */
    private boolean starting() {
        return daemon.node(CONTAINERD).filter(node -> node.state() == NodeState.NEW).isPresent();
    }

    private boolean loading() {
        return daemon.preseedEnabled()
                && daemon.preseed().missing().stream().anyMatch(ArchiveReport::isLoading);
    }

    /**
     * A datagram.
     *
     * @param text the assignments
     * @param ready whether the service manager knows of readiness when it has this
     * @param status the status it knows then
     */
    record Message(String text, boolean ready, String status) {
    }
}
