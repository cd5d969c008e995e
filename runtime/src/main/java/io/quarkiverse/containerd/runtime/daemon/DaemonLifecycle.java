package io.quarkiverse.containerd.runtime.daemon;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.interceptor.Interceptor;

import org.jboss.logging.Logger;

import io.quarkiverse.containerd.ContainerdStatus;
import io.quarkiverse.containerd.NodeDaemon;
import io.quarkiverse.containerd.NodeSnapshot;
import io.quarkiverse.containerd.NodeState;
import io.quarkiverse.containerd.StuckRunnable;
import io.quarkiverse.containerd.Transition;
import io.quarkiverse.containerd.WatchReport;
import io.quarkiverse.containerd.client.ContainerdClient.Deprecation;
import io.quarkiverse.containerd.preseed.PreseedReport;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.config.GrpcSocket;
import io.quarkiverse.containerd.runtime.host.files.Directories;
import io.quarkiverse.containerd.runtime.preseed.Preseed;
import io.quarkiverse.containerd.runtime.preseed.PreseedStatus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;

/** Starts the supervision tree with the application, stops it with the application, and shows it meanwhile. */
@ApplicationScoped
class DaemonLifecycle implements NodeDaemon, DaemonControl {

    private static final Logger LOG = Logger.getLogger(DaemonLifecycle.class);

    private final ContainerdConfig config;
    private final SupervisedTree tree;
    private final Instance<RunningDaemon> daemon;
    private final PreseedStatus status;
    private final Event<Transition> transitions;

    private volatile DaemonState state = new WithoutContainerd();
    private volatile boolean answered;
    private volatile boolean reachable;
    private volatile boolean started;

    /** @param daemon made only where containerd is to be started */
    DaemonLifecycle(ContainerdConfig config, SupervisedTree tree, Instance<RunningDaemon> daemon, PreseedStatus status,
            Event<Transition> transitions) {
        this.config = config;
        this.tree = tree;
        this.daemon = daemon;
        this.status = status;
        this.transitions = transitions;
    }

    void start(@Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) StartupEvent event) {
        if (config.enabled()) {
            startContainerd();
        } else {
            LOG.info("containerd is not started: quarkus.containerd.enabled is false");
        }
        ExitGuard.install(this::stop);
        tree.start(state::prepare, this::changed);
    }

    private void startContainerd() {
        if (OwnDirectories.strict()) {
            new NativeLibraries(new Directories(true), config.directories().root()).unpackPrivately();
        }
        if (config.preseed().enabled()) {
            Preseed.prepare(ConfiguredSettings.memos(config), config.preseed().directory());
        }
        state = daemon.get();
    }

    void stop(@Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) ShutdownEvent event) {
        stop();
    }

    /** An application whose start fails later gets no {@link ShutdownEvent}. */
    @PreDestroy
    void stop() {
        try (DaemonState last = state) {
            tree.stop();
        }
    }

    @Override
    public boolean rescan() {
        return state.rescan();
    }

    @Override
    public boolean restart(String dn, String reason) {
        return tree.restart(dn, reason);
    }

    @Override
    public boolean fail(String dn, String reason) {
        return tree.fail(dn, reason);
    }

    @Override
    public boolean enabled() {
        return config.enabled();
    }

    @Override
    public List<NodeSnapshot> tree() {
        return tree.nodes();
    }

    @Override
    public Optional<NodeSnapshot> node(String dn) {
        return tree.node(dn);
    }

    @Override
    public Set<String> optionalNodes() {
        return tree.optionalNodes();
    }

    @Override
    public Optional<ContainerdStatus> containerd() {
        return state.containerd();
    }

    @Override
    public WatchReport watch() {
        return state.watch();
    }

    @Override
    public List<Deprecation> deprecations() {
        return state.deprecations();
    }

    @Override
    public boolean criEnabled() {
        return state.criEnabled();
    }

    @Override
    public PreseedReport preseed() {
        return status.report();
    }

    @Override
    public boolean preseedEnabled() {
        return config.preseed().enabled();
    }

    @Override
    public boolean containerdAnswered() {
        return answered;
    }

    @Override
    public boolean started() {
        if (!started) {
            started = !enabled() || answered && (!preseedEnabled() || preseed().requiredLoaded())
                    && (reachable || !GrpcSocket.of(config).isHeldBack());
        }
        return started;
    }

    @Override
    public long droppedLogEntries() {
        return tree.droppedLogEntries();
    }

    @Override
    public boolean supervisorResponsive() {
        return tree.isResponsive();
    }

    @Override
    public List<StuckRunnable> stuck() {
        return tree.stuck();
    }

    private void changed(Transition transition) {
        if (transition.dn().equals(ContainerdNode.DN) && transition.to() == NodeState.HEALTHY) {
            answered = true;
        }
        if (transition.dn().equals(ClientSocketNode.DN) && transition.to() == NodeState.HEALTHY) {
            reachable = true;
        }
        started();
        transitions.fire(transition);
    }
}
