package io.quarkiverse.containerd.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.containerd.NodeDaemon;
import io.quarkiverse.containerd.NodeSnapshot;
import io.quarkiverse.containerd.NodeState;
import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.client.CriImages;
import io.quarkiverse.containerd.logs.LogEntry;
import io.quarkiverse.containerd.logs.LogJournal;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.daemon.DaemonControl;
import io.quarkiverse.containerd.runtime.daemon.DaemonReadiness;
import io.quarkus.arc.Unremovable;

/**
 * The node daemon under test, to be injected into a {@code @QuarkusTest}: waits for what it does, and makes it and containerd
 * fail.
 *
 * <pre>
 * &#64;Inject
 * TestDaemon daemon;
 *
 * &#64;Test
 * void theAgentSurvivesACrashOfContainerd() {
 *     daemon.killContainerd();
 *     daemon.awaitReady();
 *     daemon.awaitLog("root.agent", "connected again");
 * }
 * </pre>
 *
 * The methods that disturb a node return when its state has changed, so that a wait that follows does not see the state before.
 * Every wait lasts at most 60 seconds, and fails the test then, with the tree in its message. A containerd that a test has
 * stopped goes on when the test ends.
 */
@Singleton
@Unremovable
public final class TestDaemon {

    static final String FAILURE = "a test wants it to fail";
    static final String RESTART = "a test wants it";
    private static final String CONTAINERD = "root.containerd";
    private static final String PRESEED = "root.containerd.preseed";

    private final NodeDaemon daemon;
    private final DaemonControl control;
    private final ContainerdClient client;
    private final ContainerdConfig config;
    private final TreeWaits waits;
    private volatile Optional<ProcessHandle> stopped = Optional.empty();

    TestDaemon(NodeDaemon daemon, DaemonControl control, LogJournal journal, ContainerdClient client, ContainerdConfig config) {
        this.daemon = daemon;
        this.control = control;
        this.client = client;
        this.config = config;
        this.waits = new TreeWaits(daemon::tree, journal);
    }

    /**
     * Waits until the daemon has started: containerd has answered, and every required archive has been loaded once. It stays
     * started, whatever happens afterwards.
     */
    public void awaitStarted() {
        TreeWaits.until("the daemon to start", daemon::started, waits::describe);
    }

    /** Waits until the daemon is ready: every node is HEALTHY or DONE, and containerd serves. */
    public void awaitReady() {
        TreeWaits.until("the daemon to be ready", () -> DaemonReadiness.of(daemon).ready(), waits::describe);
    }

    /**
     * Waits until a node is in a state.
     *
     * @param dn its distinguished name, such as {@code root.containerd}
     * @return the node
     */
    public NodeSnapshot await(String dn, NodeState state) {
        return waits.await(dn, state);
    }

    /**
     * Waits until a node, or one below it, has logged a text. Entries count from the test's latest call that has disturbed the
     * daemon, or from the start of the daemon if there was none.
     *
     * @param text a part of the message
     * @return the first such entry
     */
    public LogEntry awaitLog(String dn, String text) {
        return waits.awaitLog(dn, text);
    }

    /** Kills containerd, and waits until the daemon has noticed. */
    public void killContainerd() {
        ProcessHandle containerd = containerd();
        waits.disturb(CONTAINERD, containerd::destroyForcibly);
    }

    /** Halts containerd with SIGSTOP, so that it does not answer any more; it goes on when the test ends. */
    public void stopContainerd() {
        ProcessHandle containerd = containerd();
        waits.mark();
        stopped = Optional.of(containerd);
        Signals.stop(containerd);
    }

    /** Has a containerd that was halted go on. */
    public void continueContainerd() {
        waits.mark();
        stopped.filter(ProcessHandle::isAlive).ifPresent(Signals::resume);
        stopped = Optional.empty();
    }

    /**
     * Fails a node as if it had thrown an exception, and waits until that has taken effect. It starts again after its backoff,
     * with its group and all below it.
     */
    public void fail(String dn) {
        waits.disturb(dn, () -> control.fail(dn, FAILURE));
    }

    /** Restarts a node with its group and all below it, without a failure, and waits until that has begun. */
    public void restart(String dn) {
        waits.disturb(dn, () -> control.restart(dn, RESTART));
    }

    /** Brings an image into the namespace {@code k8s.io}, where pods find it, without the preseed. */
    public void load(ImageArchive archive) {
        if (daemon.criEnabled()) {
            new ImageLoader(client).loadForPods(archive);
        } else {
            load(CriImages.NAMESPACE, archive);
        }
    }

    /** Brings an image into a namespace without the preseed. */
    public void load(String namespace, ImageArchive archive) {
        new ImageLoader(client).load(namespace, archive);
    }

    /** Returns the directory of the preseed's archives, with one directory for each namespace. */
    public Path preseedDirectory() {
        return config.preseed().directory();
    }

    /**
     * Removes all pods and images of all namespaces, and has the preseed load its archives again.
     *
     * @see FreshContainerd
     */
    public void reset() {
        continueContainerd();
        waits.await(CONTAINERD, NodeState.HEALTHY);
        new ContainerdState(client, daemon.criEnabled()).empty();
        if (waits.node(PRESEED).isPresent()) {
            restart(PRESEED);
            waits.await("the preseed to load its archives again", PRESEED,
                    node -> node.state() == NodeState.DONE || node.state() == NodeState.HEALTHY);
        }
    }

    /** Returns containerd's process. @throws IllegalStateException if it does not run */
    public ProcessHandle containerd() {
        Path record = config.directories().run().resolve("containerd.json");
        try {
            long pid = new ObjectMapper().readTree(record.toFile()).path("pid").asLong();
            return ProcessHandle.of(pid).filter(ProcessHandle::isAlive)
                    .orElseThrow(() -> new IllegalStateException("containerd does not run. " + waits.describe()));
        } catch (IOException e) {
            throw new UncheckedIOException("containerd has not been started. " + waits.describe(), e);
        }
    }

    /** Undoes what would disturb the next test. */
    void afterTest() {
        if (stopped.isPresent()) {
            continueContainerd();
        }
    }
}
