package io.quarkiverse.containerd.client;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A blocking client of containerd. Every call throws a {@link ContainerdException} when it fails; interrupting the calling
 * thread ends a call at once. Safe for use by several threads.
 */
public interface ContainerdClient {

    /** Returns the version of the daemon. */
    Version version();

    /** Whether the daemon's gRPC health service reports {@code SERVING}. */
    boolean isServing();

    /** Returns the id of the process that answers on the socket; empty on containerd 1.6, which does not report it. */
    OptionalLong serverPid();

    /**
     * Returns what is in use and will be gone in a later version of containerd; empty on versions that do not report it, such
     * as 1.6.20.
     */
    List<Deprecation> deprecations();

    /** Returns a client of the Container Runtime Interface. */
    CriClient cri();

    /** Returns the images of the Container Runtime Interface. */
    CriImages criImages();

    /** Returns the daemon's snapshotters by name, each with the reason why it does not run, or nothing if it runs. */
    Map<String, Optional<String>> snapshotters();

    /**
     * Returns the directory where the daemon keeps the content of all namespaces; empty if it does not report one. The
     * directory may not exist yet.
     */
    Optional<Path> contentDirectory();

    /**
     * Returns the directory where a snapshotter of the daemon keeps its snapshots; empty if there is no such snapshotter, or it
     * does not report one.
     *
     * @param snapshotter the name, such as {@code overlayfs}
     */
    Optional<Path> snapshotterDirectory(String snapshotter);

    /** Returns the names of the namespaces. */
    List<String> namespaces();

    /**
     * Returns a client of one namespace. The namespace need not exist: the first write creates it.
     *
     * @param name 1 to 76 letters and digits, with single {@code .}, {@code _} or {@code -} between them
     * @throws IllegalArgumentException if containerd would refuse the name
     */
    NamespaceClient namespace(String name);

    /**
     * Opens a new connection for the next call, and does not wait for a backoff to end: for a containerd that has been
     * restarted, or a socket that may be another one now. Calls that run are not disturbed.
     */
    void reconnect();

    /**
     * Something that is in use and will be gone in a later version of containerd.
     *
     * @param id for example {@code io.containerd.deprecation/cri-registry-configs}
     * @param message containerd's own sentence on it
     */
    record Deprecation(String id, String message) {
    }

    /**
     * The version of a running containerd.
     *
     * @param version for example {@code 1.6.20~ds1}
     * @param revision the source revision
     */
    record Version(String version, String revision) {
    }
}
