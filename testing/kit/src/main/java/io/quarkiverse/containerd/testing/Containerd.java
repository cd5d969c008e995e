package io.quarkiverse.containerd.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.quarkiverse.containerd.apt.ContainerdBinaries;
import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.client.ContainerdException;
import io.quarkiverse.containerd.client.CriImages;
import io.quarkiverse.containerd.runtime.grpc.ContainerdConnection;

/**
 * The containerd of a {@link ContainerdTest}, which nobody supervises: a test that has killed it starts it again. Every wait
 * lasts at most 60 seconds, and fails the test then.
 */
public final class Containerd implements AutoCloseable {

    private static final List<String> USER_NAMESPACE = List.of("unshare", "--user", "--map-root-user", "--mount");

    private final RealContainerd containerd;
    private final ContainerdConnection connection;
    private final Pods pods;
    private final boolean cri = Privileges.isRoot();
    private boolean stopped;

    Containerd(Optional<DebianContainerd> version) {
        ContainerdBinaries binaries = version.map(DebianContainerd::binaries).orElseGet(LocalContainerd::binaries);
        RealContainerd.Setup setup = version.map(RealContainerd.Setup::of).orElseGet(RealContainerd.Setup::local)
                .with((directory, socket) -> ContainerdSettings.write(directory, socket, binaries, cri));
        containerd = RealContainerd.start(cri ? setup : setup.launchedBy(Containerd::inUserNamespace));
        connection = new ContainerdConnection(containerd.socket());
        pods = new Pods(client(), new Host());
        awaitStarted();
    }

    private static List<String> inUserNamespace(List<String> command) {
        List<String> inside = new ArrayList<>(USER_NAMESPACE);
        inside.addAll(command);
        return inside;
    }

    /** Returns the client of this containerd. */
    public ContainerdClient client() {
        return connection.client();
    }

    /** Returns the pods of this containerd. */
    public Pods pods() {
        return pods;
    }

    /** Returns its version, such as {@code 1.7.24~ds1}. */
    public String version() {
        return client().version().version();
    }

    /** Returns the directory of all that it has. */
    public Path directory() {
        return containerd.socket().getParent();
    }

    /** Returns its unix socket. */
    public Path socket() {
        return containerd.socket();
    }

    /** Returns its process. */
    public ProcessHandle process() {
        return containerd.process().toHandle();
    }

    /** Waits until it serves. */
    public void awaitStarted() {
        TreeWaits.until("containerd to serve", this::serves, () -> "Its log is:\n" + containerd.log());
    }

    private boolean serves() {
        try {
            return client().isServing();
        } catch (ContainerdException e) {
            client().reconnect();
            return false;
        }
    }

    /** Kills it as a power cut would; {@link #startContainerd} starts it again. */
    public void killContainerd() {
        try {
            containerd.kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        stopped = false;
    }

    /** Starts a containerd that was killed, and waits until it serves. */
    public void startContainerd() {
        try {
            containerd.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        awaitStarted();
    }

    /** Halts it with SIGSTOP, so that it does not answer any more; it goes on when the test ends. */
    public void stopContainerd() {
        Signals.stop(process());
        stopped = true;
    }

    /** Has it go on after it was halted. */
    public void continueContainerd() {
        Signals.resume(process());
        stopped = false;
    }

    /** Brings an image into the namespace {@code k8s.io}, where pods find it. */
    public void load(ImageArchive archive) {
        if (cri) {
            new ImageLoader(client()).loadForPods(archive);
        } else {
            load(CriImages.NAMESPACE, archive);
        }
    }

    /** Brings an image into a namespace. */
    public void load(String namespace, ImageArchive archive) {
        new ImageLoader(client()).load(namespace, archive);
    }

    /** Returns what it has logged. */
    public String log() {
        return containerd.log();
    }

    /** Waits until it has logged a text. */
    public void awaitLog(String text) {
        TreeWaits.until("containerd to log \"" + text + "\"", () -> log().contains(text), () -> "Its log is:\n" + log());
    }

    /** Removes all pods and images of all namespaces. */
    public void reset() {
        new ContainerdState(client(), cri).empty();
    }

    /** Undoes what would disturb the next test, and removes the pods of this one. */
    void afterTest() {
        if (stopped) {
            continueContainerd();
        }
        if (!pods.isEmpty()) {
            if (!containerd.process().isAlive()) {
                startContainerd();
            }
            pods.close();
        }
    }

    /** Stops it, and deletes its directory. The extension does so. */
    @Override
    public void close() {
        try (containerd; connection) {
            afterTest();
        } catch (Exception e) {
            throw new IllegalStateException("containerd could not be stopped: " + e.getMessage(), e);
        }
    }

    private final class Host implements PodHost {

        @Override
        public Path state() {
            return directory().resolve("state");
        }

        @Override
        public Path logs() {
            return directory().resolve("pod-logs");
        }

        @Override
        public String sandboxImage() {
            return ContainerdSettings.SANDBOX_IMAGE;
        }

        @Override
        public Optional<String> obstacle() {
            return Privileges.obstacleToPods();
        }
    }
}
