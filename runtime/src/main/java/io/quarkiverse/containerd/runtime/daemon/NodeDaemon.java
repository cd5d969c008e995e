package io.quarkiverse.containerd.runtime.daemon;

import java.io.IOException;
import java.time.Duration;
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
import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.NodeSnapshot;
import io.quarkiverse.containerd.NodeView;
import io.quarkiverse.containerd.Preseeding;
import io.quarkiverse.containerd.StuckRunnable;
import io.quarkiverse.containerd.Transition;
import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.logs.LogJournal;
import io.quarkiverse.containerd.preseed.ArchivePlanReport;
import io.quarkiverse.containerd.preseed.PreseedReport;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.host.files.DirectoryLock;
import io.quarkiverse.containerd.runtime.logs.LogForwarder;
import io.quarkiverse.containerd.runtime.preseed.PreseedReports;
import io.quarkiverse.containerd.runtime.supervisor.Supervisor;
import io.quarkiverse.containerd.runtime.supervisor.SystemClock;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;

/**
 * The node daemon: starts the supervision tree with the application, stops it with the application, and tells what it knows.
 */
@Singleton
public class NodeDaemon implements NodeView, Preseeding {

    private static final Logger LOG = Logger.getLogger(NodeDaemon.class);
    private static final Duration RESPONSE_LIMIT = Duration.ofSeconds(2);

    private final ContainerdConfig config;
    private final SupervisedBeans beans;
    private final ContainerdClient client;
    private final LogJournal journal;
    private final Event<Transition> transitions;
    private final PreseedReports reports = new PreseedReports();

    private volatile Running running;
    private volatile boolean answered;
    private volatile boolean started;

    NodeDaemon(ContainerdConfig config, SupervisedBeans beans, ContainerdClient client, LogJournal journal,
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
        DirectoryLock lock = NodeFiles.lockRunDirectory(config);

        ContainerdWatch watch = new ContainerdWatch(client, installation.rendering().criEnabled(), InstantSource.system());
        Supervisor supervisor = new Supervisor(NodeSettings.of(config.supervisor()), journal, new SystemClock());
        supervisor.addListener(this::changed);
        LogForwarder forwarder = new LogForwarder(journal, config.logs().forwardCapacity());
        NodePreseed preseed = new NodePreseed(config, installation.rendering().snapshotter(), client, reports);
        running = new Running(supervisor, forwarder, watch, preseed, installation.rendering().criEnabled(), lock);
        supervisor.start(new NodeTree(config, installation, beans, watch::answers, this::containerdReady));
    }

    void stop(@Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) ShutdownEvent event) throws IOException {
        Running stopping = running;
        if (stopping != null) {
            try (DirectoryLock lock = stopping.lock()) {
                stopping.supervisor().shutdown(config.supervisor().shutdownTimeout());
                stopping.forwarder().close();
            }
        }
    }

    /** Asks containerd how it is, for {@link #containerd()}. */
    public void probe() {
        if (running != null) {
            running.watch().probe();
        }
    }

    /** Has the preseed look into its directory now, if {@code quarkus.containerd.preseed.rescan} or a watch is on. */
    public void rescan() {
        if (running != null) {
            running.preseed().rescan();
        }
    }

    @Override
    public boolean enabled() {
        return config.enabled();
    }

    @Override
    public List<NodeSnapshot> tree() {
        return running == null ? List.of() : running.supervisor().snapshot();
    }

    @Override
    public Optional<NodeSnapshot> node(String dn) {
        return running == null ? Optional.empty() : running.supervisor().snapshot(dn);
    }

    @Override
    public Optional<ContainerdStatus> containerd() {
        return running == null ? Optional.empty() : running.watch().newest();
    }

    @Override
    public boolean criEnabled() {
        return running != null && running.criEnabled();
    }

    @Override
    public PreseedReport preseed() {
        return reports.report();
    }

    @Override
    public List<ArchivePlanReport> plan() throws IOException {
        if (running == null) {
            throw new IllegalStateException("containerd is not started: quarkus.containerd.enabled is false");
        }
        return running.preseed().plan();
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
        return running == null ? 0 : running.forwarder().dropped();
    }

    @Override
    public boolean supervisorResponsive() {
        return running == null || running.supervisor().isResponsive(RESPONSE_LIMIT);
    }

    @Override
    public List<StuckRunnable> stuck() {
        return running == null ? List.of() : running.supervisor().stuck();
    }

    private void containerdReady(NodeHandle node) {
        answered = true;
        if (config.preseed().enabled()) {
            running.preseed().start(node);
        }
    }

    private void changed(Transition transition) {
        started();
        transitions.fire(transition);
    }

    private record Running(Supervisor supervisor, LogForwarder forwarder, ContainerdWatch watch, NodePreseed preseed,
            boolean criEnabled, DirectoryLock lock) {
    }
}
