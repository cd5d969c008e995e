package io.quarkiverse.containerd.client;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

import com.google.protobuf.Empty;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.quarkiverse.containerd.runtime.grpc.Calls;
import io.quarkiverse.containerd.runtime.grpc.NamespaceNames;
import io.quarkiverse.containerd.runtime.grpc.stubs.health.HealthCheckRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.health.HealthCheckResponse.ServingStatus;
import io.quarkiverse.containerd.runtime.grpc.stubs.health.HealthGrpc;
import io.quarkiverse.containerd.runtime.grpc.stubs.introspection.IntrospectionGrpc;
import io.quarkiverse.containerd.runtime.grpc.stubs.introspection.PluginsRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.namespaces.ListNamespacesRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.namespaces.Namespace;
import io.quarkiverse.containerd.runtime.grpc.stubs.namespaces.NamespacesGrpc;
import io.quarkiverse.containerd.runtime.grpc.stubs.version.VersionGrpc;
import io.quarkiverse.containerd.runtime.grpc.stubs.version.VersionResponse;
import io.quarkiverse.containerd.runtime.grpc.upload.UploadConnections;
import io.quarkiverse.containerd.runtime.grpc.upload.UploadRoute;

/**
 * A blocking client of containerd. Every call throws {@link ContainerdException} when it fails; an interrupt of the calling
 * thread ends a call at once. Safe for use by several threads.
 */
public final class ContainerdClient {

    private static final String CONTENT = "io.containerd.content.v1";
    private static final String SNAPSHOTTER = "io.containerd.snapshotter.v1";

    private final Channel channel;
    private final CallTimeouts timeouts;
    private final UploadRoute uploads;

    /** A client with the default timeouts; the channel stays the caller's. */
    public ContainerdClient(Channel channel, Path socket) {
        this(channel, socket, CallTimeouts.defaults());
    }

    /**
     * A client; the channel stays the caller's.
     *
     * @param channel to containerd
     * @param socket containerd's unix socket, to which uploads make connections of their own
     */
    public ContainerdClient(Channel channel, Path socket, CallTimeouts timeouts) {
        this.channel = channel;
        this.timeouts = timeouts;
        this.uploads = new UploadRoute(new UploadConnections(socket, timeouts.stall()), Map.of());
    }

    /** The version of the daemon. */
    public ServerVersion version() {
        VersionResponse response = Calls.call("Version.Version",
                () -> Calls.within(VersionGrpc.newBlockingStub(channel), timeouts.probe())
                        .version(Empty.getDefaultInstance()));
        return new ServerVersion(response.getVersion(), response.getRevision());
    }

    /** Whether the daemon's gRPC health service says that it serves. */
    public boolean serving() {
        return Calls.call("Health.Check",
                () -> Calls.within(HealthGrpc.newBlockingStub(channel), timeouts.probe())
                        .check(HealthCheckRequest.getDefaultInstance()))
                .getStatus() == ServingStatus.SERVING;
    }

    /** The process that answers on the socket; empty on containerd 1.6, which does not tell. */
    public OptionalLong serverPid() {
        long pid = Calls.call("Introspection.Server",
                () -> Calls.within(IntrospectionGrpc.newBlockingStub(channel), timeouts.probe())
                        .server(Empty.getDefaultInstance()))
                .getPid();
        return pid == 0 ? OptionalLong.empty() : OptionalLong.of(pid);
    }

    /** The Container Runtime Interface. */
    public CriClient cri() {
        return new CriClient(channel, timeouts);
    }

    /** The images that the Container Runtime Interface knows. */
    public CriImages criImages() {
        return new CriImages(channel, timeouts);
    }

    /** The daemon's snapshotters by name: why one does not run, or nothing if it does. */
    public Map<String, Optional<String>> snapshotters() {
        Map<String, Optional<String>> snapshotters = new TreeMap<>();
        Calls.call("Introspection.Plugins",
                () -> Calls.within(IntrospectionGrpc.newBlockingStub(channel), timeouts.call())
                        .plugins(PluginsRequest.newBuilder().addFilters("type==" + SNAPSHOTTER).build()))
                .getPluginsList().forEach(plugin -> snapshotters.put(plugin.getId(),
                        plugin.hasInitErr() ? Optional.of(plugin.getInitErr().getMessage()) : Optional.empty()));
        return snapshotters;
    }

    /** Where the daemon keeps the content of all namespaces; empty if it does not tell. It may not be there yet. */
    public Optional<Path> contentDirectory() {
        return Calls.call("Introspection.Plugins",
                () -> Calls.within(IntrospectionGrpc.newBlockingStub(channel), timeouts.call())
                        .plugins(PluginsRequest.newBuilder().addFilters("type==" + CONTENT).build()))
                .getPluginsList().stream().flatMap(plugin -> Optional.ofNullable(plugin.getExportsMap().get("root")).stream())
                .map(Path::of).findFirst();
    }

    /** The names of the namespaces. */
    public List<String> namespaces() {
        return Calls.call("Namespaces.List",
                () -> Calls.within(NamespacesGrpc.newBlockingStub(channel), timeouts.call())
                        .list(ListNamespacesRequest.getDefaultInstance()))
                .getNamespacesList().stream().map(Namespace::getName).toList();
    }

    /**
     * What a namespace holds; the first write makes it.
     *
     * @throws IllegalArgumentException if containerd would refuse the name
     */
    public NamespaceClient namespace(String name) {
        return new NamespaceClient(channel, timeouts, uploads, NamespaceNames.requireValid(name));
    }

    /** Tries to connect at once, for example after containerd has been restarted, instead of waiting for the backoff. */
    public void reconnect() {
        if (channel instanceof ManagedChannel managed) {
            managed.resetConnectBackoff();
        }
    }
}
