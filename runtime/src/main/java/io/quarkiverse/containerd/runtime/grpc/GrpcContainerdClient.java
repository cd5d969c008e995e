package io.quarkiverse.containerd.runtime.grpc;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

import com.google.protobuf.Empty;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.client.CriClient;
import io.quarkiverse.containerd.client.CriImages;
import io.quarkiverse.containerd.client.NamespaceClient;
import io.quarkiverse.containerd.runtime.grpc.stubs.health.HealthCheckRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.health.HealthCheckResponse.ServingStatus;
import io.quarkiverse.containerd.runtime.grpc.stubs.health.HealthGrpc;
import io.quarkiverse.containerd.runtime.grpc.stubs.introspection.IntrospectionGrpc;
import io.quarkiverse.containerd.runtime.grpc.stubs.introspection.Plugin;
import io.quarkiverse.containerd.runtime.grpc.stubs.introspection.PluginsRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.introspection.ServerResponse;
import io.quarkiverse.containerd.runtime.grpc.stubs.namespaces.ListNamespacesRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.namespaces.Namespace;
import io.quarkiverse.containerd.runtime.grpc.stubs.namespaces.NamespacesGrpc;
import io.quarkiverse.containerd.runtime.grpc.stubs.version.VersionGrpc;
import io.quarkiverse.containerd.runtime.grpc.stubs.version.VersionResponse;

/** A client of containerd over gRPC. */
public final class GrpcContainerdClient implements ContainerdClient {

    private static final String CONTENT = "io.containerd.content.v1";
    private static final String SNAPSHOTTER = "io.containerd.snapshotter.v1";

    private final Channel channel;
    private final Connection connection;

    /** A client with the {@linkplain CallTimeouts#defaults() default} timeouts; see the other constructor. */
    public GrpcContainerdClient(Channel channel) {
        this(channel, CallTimeouts.defaults());
    }

    /**
     * A client that does not close the channel.
     *
     * @param channel a channel to containerd
     */
    public GrpcContainerdClient(Channel channel, CallTimeouts timeouts) {
        this.channel = channel;
        this.connection = new Connection(channel, timeouts);
    }

    @Override
    public Version version() {
        VersionResponse response = Calls.call("Version.Version",
                () -> connection.stub(VersionGrpc::newBlockingStub, connection.timeouts().probe())
                        .version(Empty.getDefaultInstance()));
        return new Version(response.getVersion(), response.getRevision());
    }

    @Override
    public boolean isServing() {
        return Calls.call("Health.Check",
                () -> connection.stub(HealthGrpc::newBlockingStub, connection.timeouts().probe())
                        .check(HealthCheckRequest.getDefaultInstance()))
                .getStatus() == ServingStatus.SERVING;
    }

    @Override
    public OptionalLong serverPid() {
        long pid = server().getPid();
        return pid == 0 ? OptionalLong.empty() : OptionalLong.of(pid);
    }

    @Override
    public List<Deprecation> deprecations() {
        return server().getDeprecationsList().stream()
                .map(warning -> new Deprecation(warning.getId(), warning.getMessage())).toList();
    }

    private ServerResponse server() {
        return Calls.call("Introspection.Server",
                () -> connection.stub(IntrospectionGrpc::newBlockingStub, connection.timeouts().probe())
                        .server(Empty.getDefaultInstance()));
    }

    @Override
    public CriClient cri() {
        return new GrpcCriClient(connection);
    }

    @Override
    public CriImages criImages() {
        return new GrpcCriImages(connection);
    }

    @Override
    public Map<String, Optional<String>> snapshotters() {
        Map<String, Optional<String>> snapshotters = new TreeMap<>();
        for (Plugin plugin : plugins(SNAPSHOTTER)) {
            snapshotters.put(plugin.getId(),
                    plugin.hasInitErr() ? Optional.of(plugin.getInitErr().getMessage()) : Optional.empty());
        }
        return snapshotters;
    }

    @Override
    public Optional<Path> contentDirectory() {
        return plugins(CONTENT).stream().map(plugin -> plugin.getExportsMap().get("root")).filter(Objects::nonNull)
                .map(Path::of).findFirst();
    }

    @Override
    public Optional<Path> snapshotterDirectory(String snapshotter) {
        return plugins(SNAPSHOTTER).stream().filter(plugin -> plugin.getId().equals(snapshotter))
                .map(plugin -> plugin.getExportsMap().get("root")).filter(Objects::nonNull).map(Path::of).findFirst();
    }

    private List<Plugin> plugins(String type) {
        PluginsRequest request = PluginsRequest.newBuilder().addFilters("type==" + type).build();
        return Calls.call("Introspection.Plugins",
                () -> connection.stub(IntrospectionGrpc::newBlockingStub).plugins(request)).getPluginsList();
    }

    @Override
    public List<String> namespaces() {
        return Calls.call("Namespaces.List",
                () -> connection.stub(NamespacesGrpc::newBlockingStub)
                        .list(ListNamespacesRequest.getDefaultInstance()))
                .getNamespacesList().stream().map(Namespace::getName).toList();
    }

    @Override
    public NamespaceClient namespace(String name) {
        return new GrpcNamespaceClient(connection, NamespaceNames.requireValid(name));
    }

    @Override
    public void reconnect() {
        if (channel instanceof ManagedChannel managed) {
            // calls that run keep their connection
            managed.enterIdle();
        }
    }
}
