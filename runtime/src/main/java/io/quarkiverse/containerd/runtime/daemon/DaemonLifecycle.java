package io.quarkiverse.containerd.runtime.daemon;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;

import org.jboss.logging.Logger;

import io.quarkiverse.containerd.ContainerdStatus;
import io.quarkiverse.containerd.NodeDaemon;
import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.NodeSnapshot;
import io.quarkiverse.containerd.PreseedPlanner;
import io.quarkiverse.containerd.StuckRunnable;
import io.quarkiverse.containerd.Transition;
import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.preseed.LoadPlan;
import io.quarkiverse.containerd.preseed.PreseedReport;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.host.files.DirectoryLock;
import io.quarkiverse.containerd.runtime.logs.LogForwarder;
import io.quarkiverse.containerd.runtime.logs.MemoryJournal;
import io.quarkiverse.containerd.runtime.preseed.PreseedStatus;
import io.quarkiverse.containerd.runtime.supervisor.Supervisor;
import io.quarkiverse.containerd.runtime.supervisor.SystemClock;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;

/** Starts the supervision tree with the application, stops it with the application, and shows it meanwhile. */
@Singleton
class DaemonLifecycle implements NodeDaemon, PreseedPlanner, DaemonControl {

    private static final Logger LOG = Logger.getLogger(DaemonLifecycle.class);

    private final ContainerdConfig config;
    private final SupervisedBeans beans;
    private final ContainerdClient client;
    private final MemoryJournal journal;
    private final Event<Transition> transitions;
    private final PreseedStatus reports = new PreseedStatus();

    private volatile DaemonState state = new StoppedDaemon();
    private volatile boolean answered;
    private volatile boolean started;

    DaemonLifecycle(ContainerdConfig config, SupervisedBeans beans, ContainerdClient client, MemoryJournal journal,
            Event<Transition> transitions) {
        this.config = config;
        this.beans = beans;
        this.client = client;
        this.journal = journal;
        this.transitions = transitions;
    }

    void start(@Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) StartupEvent event) {
        if (!config.enabled()) {
            LOG.info("containerd is not started: quarkus.containerd.enabled is false");
            return;
        }
        Installation installation = new InstallationFinder(config).find();
        LOG.infof("containerd %s is %s", installation.version(), installation.executable());
        installation.rendering().notes().forEach(LOG::info);
        installation.rendering().adaptations().forEach(LOG::info);
        installation.rendering().warnings().forEach(LOG::warn);
        DirectoryLock lock = ContainerdFiles.lockRunDirectory(config);

        ContainerdWatch watch = new ContainerdWatch(client, installation.rendering().criEnabled(), InstantSource.system());
        Supervisor supervisor = new Supervisor(ConfiguredSettings.of(config.supervisor()), journal, new SystemClock());
        supervisor.addListener(this::changed);
        LogForwarder forwarder = new LogForwarder(journal, config.logs().forwardCapacity());
        NodePreseed preseed = new NodePreseed(config, installation.rendering().snapshotter(), client, reports);
        state = new RunningDaemon(supervisor, forwarder, watch, preseed, installation.rendering().criEnabled(), lock,
                config.supervisor().shutdownTimeout());
        supervisor.start(new RootNode(config, installation, beans, watch::answers, node -> containerdReady(node, preseed)));
    }

    void stop(@Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) ShutdownEvent event) throws IOException {
        state.stop();
    }

    @Override
    public void probe() {
        state.probe();
    }

    @Override
    public void rescan() {
        state.rescan();
    }

    @Override
    public boolean enabled() {
        return config.enabled();
    }

    @Override
    public List<NodeSnapshot> tree() {
        return state.tree();
    }

    @Override
    public Optional<NodeSnapshot> node(String dn) {
        return state.node(dn);
    }

    @Override
    public Optional<ContainerdStatus> containerd() {
        return state.containerd();
    }

    @Override
    public boolean criEnabled() {
        return state.criEnabled();
    }

    @Override
    public PreseedReport preseed() {
        return reports.report();
    }

    @Override
    public List<LoadPlan> plan() throws IOException {
        return state.plan();
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
            started = answered && (!preseedEnabled() || preseed().requiredLoaded());
        }
        return started;
    }

    @Override
    public long droppedLogEntries() {
        return state.droppedLogEntries();
    }

    @Override
    public boolean supervisorResponsive() {
        return state.supervisorResponsive();
    }

    @Override
    public List<StuckRunnable> stuck() {
        return state.stuck();
    }

    private void containerdReady(NodeHandle node, NodePreseed preseed) {
        answered = true;
        if (config.preseed().enabled()) {
            preseed.start(node);
        }
    }

    private void changed(Transition transition) {
        started();
        transitions.fire(transition);
    }
}
