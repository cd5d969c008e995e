package io.quarkiverse.containerd.runtime.daemon;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

import jakarta.inject.Singleton;

import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.NodeSnapshot;
import io.quarkiverse.containerd.StuckRunnable;
import io.quarkiverse.containerd.SupervisedRunnable;
import io.quarkiverse.containerd.Transition;
import io.quarkiverse.containerd.runtime.config.ConfigKeys;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.logs.LogForwarder;
import io.quarkiverse.containerd.runtime.logs.MemoryJournal;
import io.quarkiverse.containerd.runtime.logs.SourceLimit;
import io.quarkiverse.containerd.runtime.pump.RunscLogParser;
import io.quarkiverse.containerd.runtime.supervisor.Supervisor;
import io.quarkiverse.containerd.runtime.supervisor.SystemClock;

/** The supervision tree of the application, and the way of its log. It needs no containerd. */
@Singleton
final class SupervisedTree {

    private static final Duration RESPONSE_LIMIT = Duration.ofSeconds(2);

    private final Duration shutdownTimeout;
    private final RootNode root;
    private final Supervisor supervisor;
    private final LogForwarder forwarder;
    private volatile boolean started;
    private volatile NodeHandle.Registration listening = () -> {
    };

    SupervisedTree(ContainerdConfig config, MemoryJournal journal, RootNode root) {
        this.shutdownTimeout = config.supervisor().shutdownTimeout();
        this.root = root;
        this.supervisor = new Supervisor(ConfiguredSettings.supervisor(config.supervisor()), journal, new SystemClock());
        this.forwarder = forwarder(config, journal);
    }

    private static LogForwarder forwarder(ContainerdConfig config, MemoryJournal journal) {
        int capacity = config.logs().forwardCapacity();
        int rate = config.runsc().logRate();
        return rate == 0 ? new LogForwarder(journal, capacity)
                : new LogForwarder(journal, capacity, new SourceLimit(RunscLogNode.DN, ConfigKeys.key("runsc.log-rate"),
                        RunscLogParser.PID, rate));
    }

    /**
     * @param preparation is run by the root before its children start
     * @param listener is told of each change of the tree
     */
    void start(SupervisedRunnable preparation, Consumer<Transition> listener) {
        listening = supervisor.addListener(listener);
        supervisor.start(node -> {
            preparation.run(node);
            root.run(node);
        });
        started = true;
    }

    List<NodeSnapshot> nodes() {
        return supervisor.snapshot();
    }

    Optional<NodeSnapshot> node(String dn) {
        return supervisor.snapshot(dn);
    }

    /** Returns the DNs of the nodes that readiness does not depend on. */
    Set<String> optionalNodes() {
        return root.optionalNodes();
    }

    long droppedLogEntries() {
        return forwarder.dropped();
    }

    /** Whether the supervisor answers in time; nothing is wrong with one that has not been started yet. */
    boolean isResponsive() {
        return !started || supervisor.isResponsive(RESPONSE_LIMIT);
    }

    List<StuckRunnable> stuck() {
        return supervisor.stuck();
    }

    boolean restart(String dn, String reason) {
        return supervisor.restart(dn, reason);
    }

    boolean fail(String dn, String reason) {
        return supervisor.fail(dn, reason);
    }

    /** Stops all nodes; always ends. */
    void stop() {
        supervisor.shutdown(shutdownTimeout);
        // a node that has not ended would tell of its end when there are no beans any more
        listening.close();
        forwarder.close();
    }
}
