package io.quarkiverse.containerd.runtime.daemon;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.grpc.Status;
import io.quarkiverse.containerd.ContainerdStatus;
import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.client.ContainerdException;
import io.quarkiverse.containerd.client.CriStatus;
import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.grpc.CallDeadline;
import io.quarkiverse.containerd.runtime.grpc.SharedCalls;
import io.quarkiverse.containerd.runtime.host.process.ServingContainerd;

/** Looks at containerd's socket, asks containerd for its status, and keeps the newest answer for as long as it is one. */
@Singleton
public class ContainerdProbe {

    private static final Logger LOG = Logger.getLogger(ContainerdProbe.class);
    /** What no content store has: to ask for it takes the database and the store. */
    private static final Digest ABSENT = Digest.ofHex("0".repeat(64));
    private static final String NAMESPACE = "k8s.io";
    /** The time within which it is known of a process that it has ended, and within which a socket is replaced. */
    private static final Duration SETTLING = Duration.ofMillis(200);

    private final ContainerdClient client;
    private final boolean criEnabled;
    private final Duration timeout;
    private final Duration validity;
    private final InstantSource time;
    private final LongSupplier nanoTime;
    private final SharedCalls<String, Observation> asking = new SharedCalls<>();
    private volatile ServingContainerd containerd;
    private volatile Answer newest;

    /** An answer and when it came, by a clock that nobody sets. */
    private record Answer(ContainerdStatus status, long nanos) {
    }

    @Inject
    ContainerdProbe(ContainerdClient client, CurrentInstallation installation, ContainerdConfig config) {
        this(client, installation.rendering().criEnabled(), config.health().interval(), config.health().timeout(),
                InstantSource.system(), System::nanoTime);
    }

    ContainerdProbe(ContainerdClient client, boolean criEnabled, Duration interval, Duration timeout, InstantSource time,
            LongSupplier nanoTime) {
        this.client = client;
        this.criEnabled = criEnabled;
        this.timeout = timeout;
        this.validity = interval.plus(timeout);
        this.time = time;
        this.nanoTime = nanoTime;
    }

    /** Whether the CRI plugin is part of this containerd. */
    boolean criEnabled() {
        return criEnabled;
    }

    /** Returns the process that serves; empty before the first and when it has ended. */
    public OptionalLong pid() {
        ServingContainerd serving = containerd;
        return serving == null ? OptionalLong.empty() : serving.pid();
    }

    /** Takes note of the containerd that serves from now on. */
    void serves(ServingContainerd serving) {
        containerd = serving;
    }

    /**
     * Has containerd restarted.
     *
     * @throws IllegalStateException if an application's own bean runs containerd
     */
    void restart(String reason, boolean dump) {
        ServingContainerd serving = containerd;
        if (serving == null) {
            throw new IllegalStateException(
                    "containerd cannot be restarted, because a bean of the application runs it: " + reason);
        }
        serving.restart(reason, dump);
    }

    /** The newest answer; empty before the first. One that has become too old says so, and nothing else. */
    Optional<ContainerdStatus> newest() {
        Answer answer = newest;
        return answer == null ? Optional.empty() : Optional.of(whileValid(answer));
    }

    private ContainerdStatus whileValid(Answer answer) {
        Duration age = Duration.ofNanos(nanoTime.getAsLong() - answer.nanos());
        return age.compareTo(validity) <= 0 ? answer.status()
                : new ContainerdStatus(answer.status().at(), false, Optional.empty(),
                        Optional.of("the newest answer is " + age.toMillis() + " ms old"));
    }

    /**
     * Asks once while containerd starts, on a thread of its own: it fails, and the first call takes several times as long as
     * later ones.
     */
    void rehearse() {
        Thread thread = new Thread(() -> {
            try {
                client.isServing();
            } catch (ContainerdException e) {
                LOG.tracef("containerd does not answer yet: %s", e.getMessage());
            }
        }, "containerd-rehearsal");
        thread.setDaemon(true);
        thread.start();
    }

    /** Whether a containerd that starts answers as it should: SERVING and, with CRI, a CRI status. */
    boolean answers() {
        ask();
        ContainerdStatus status = newest.status();
        return status.serving() && status.error().isEmpty();
    }

    /**
     * Looks at the socket, and asks whoever listens on it if that is the containerd that was started. Unless all is well, the
     * socket is looked at twice: it may be lost after the first look and before the question, and another containerd removes it
     * a moment before it binds its own, and that one is to be named.
     */
    Observation observe() throws InterruptedException {
        Observation seen = lost().orElseGet(this::ask);
        if (seen.kind() == Observation.Kind.WELL || containerd == null) {
            return seen;
        }
        if (containerd.endsWithin(SETTLING)) {
            return new Observation(Observation.Kind.ENDED, seen.problem());
        }
        return lost().orElseGet(() -> seen.kind() == Observation.Kind.LOST ? ask() : seen);
    }

    private Optional<Observation> lost() {
        Optional<String> problem = Optional.ofNullable(containerd).flatMap(ServingContainerd::socketProblem);
        problem.ifPresent(text -> keep(false, Optional.empty(), problem));
        return problem.map(text -> new Observation(Observation.Kind.LOST, text));
    }

    /** Who asks while another one does gets the same answer. */
    private Observation ask() {
        return asking.call("containerd", () -> CallDeadline.within(timeout, this::askInTime));
    }

    /** Asks over a connection of its own: one from earlier may still answer when containerd accepts no new ones. */
    private Observation askInTime() {
        client.reconnect();
        boolean serving = false;
        Optional<CriStatus> cri = Optional.empty();
        try {
            serving = client.isServing();
            if (!serving) {
                keep(false, cri, Optional.empty());
                return new Observation(Observation.Kind.ILL, "its health service does not say SERVING");
            }
            cri = criEnabled ? Optional.of(client.cri().status()) : Optional.empty();
            client.namespaces();
            client.namespace(NAMESPACE).content().info(ABSENT);
            keep(true, cri, Optional.empty());
            return cri.filter(status -> !status.runtimeReady())
                    .map(status -> new Observation(Observation.Kind.ILL, "its CRI plugin is not RuntimeReady: "
                            + String.join("; ", status.reasons())))
                    .orElse(Observation.WELL);
        } catch (ContainerdException e) {
            keep(serving, cri, Optional.of(e.getMessage()));
            return new Observation(isSilence(e.code()) ? Observation.Kind.SILENT : Observation.Kind.ILL, e.getMessage());
        }
    }

    private static boolean isSilence(Status.Code code) {
        return code == Status.Code.DEADLINE_EXCEEDED || code == Status.Code.UNAVAILABLE || code == Status.Code.CANCELLED;
    }

    private void keep(boolean serving, Optional<CriStatus> cri, Optional<String> error) {
        newest = new Answer(new ContainerdStatus(time.instant(), serving, cri, error), nanoTime.getAsLong());
    }
}
