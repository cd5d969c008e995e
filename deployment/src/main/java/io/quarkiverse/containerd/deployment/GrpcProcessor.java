package io.quarkiverse.containerd.deployment;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;

import io.quarkiverse.containerd.runtime.grpc.UnixSocketGrpcBuilderProvider;
import io.quarkiverse.containerd.runtime.grpc.stubs.containers.ContainersProto;
import io.quarkiverse.containerd.runtime.grpc.stubs.content.ContentProto;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.CriProto;
import io.quarkiverse.containerd.runtime.grpc.stubs.diff.DiffProto;
import io.quarkiverse.containerd.runtime.grpc.stubs.health.HealthProto;
import io.quarkiverse.containerd.runtime.grpc.stubs.images.ImagesProto;
import io.quarkiverse.containerd.runtime.grpc.stubs.introspection.IntrospectionProto;
import io.quarkiverse.containerd.runtime.grpc.stubs.leases.LeasesProto;
import io.quarkiverse.containerd.runtime.grpc.stubs.namespaces.NamespacesProto;
import io.quarkiverse.containerd.runtime.grpc.stubs.snapshots.SnapshotsProto;
import io.quarkiverse.containerd.runtime.grpc.stubs.types.TypesProto;
import io.quarkiverse.containerd.runtime.grpc.stubs.version.VersionProto;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.builditem.AdditionalIndexedClassesBuildItem;
import io.quarkus.deployment.builditem.RunTimeConfigurationDefaultBuildItem;
import io.quarkus.deployment.builditem.nativeimage.ReflectiveClassBuildItem;
import io.quarkus.deployment.builditem.nativeimage.ReflectiveMethodBuildItem;
import io.quarkus.deployment.builditem.nativeimage.ServiceProviderBuildItem;
import io.quarkus.grpc.spi.GrpcBuilderProvider;

/** The gRPC client {@code containerd}: its stubs, and its channel over the unix socket. */
class GrpcProcessor {

    private static final String CLIENT = "quarkus.grpc.clients.containerd.";

    private static final List<FileDescriptor> FILES = List.of(ContainersProto.getDescriptor(), ContentProto.getDescriptor(),
            CriProto.getDescriptor(), DiffProto.getDescriptor(), HealthProto.getDescriptor(), ImagesProto.getDescriptor(),
            IntrospectionProto.getDescriptor(), LeasesProto.getDescriptor(), NamespacesProto.getDescriptor(),
            SnapshotsProto.getDescriptor(), TypesProto.getDescriptor(), VersionProto.getDescriptor());

    private static final Map<String, String> DEFAULTS = Map.of(
            "name-resolver", UnixSocketGrpcBuilderProvider.RESOLVER,
            "host", "${quarkus.containerd.grpc.address}",
            // the provider sets the event loops; Quarkus' way works with inet addresses only
            "use-vertx-event-loop", "false",
            "override-authority", "localhost",
            // spares the test mode its look-up of a port, and the message about it
            "test-port", "0");

    @BuildStep
    ServiceProviderBuildItem channelProvider() {
        return new ServiceProviderBuildItem(GrpcBuilderProvider.class.getName(),
                UnixSocketGrpcBuilderProvider.class.getName());
    }

    @BuildStep
    void clientDefaults(BuildProducer<RunTimeConfigurationDefaultBuildItem> defaults) {
        DEFAULTS.forEach((key, value) -> defaults.produce(new RunTimeConfigurationDefaultBuildItem(CLIENT + key, value)));
    }

    /**
     * Quarkus looks for the clients of injected service interfaces in the index. Only those go there: with the whole runtime
     * module ArC would find beans of optional extensions, and with the generated service beans Quarkus might serve them.
     */
    @BuildStep
    void indexStubs(BuildProducer<AdditionalIndexedClassesBuildItem> indexed) {
        for (FileDescriptor file : FILES) {
            for (ServiceDescriptor service : file.getServices()) {
                String name = javaName(file, service.getName());
                indexed.produce(new AdditionalIndexedClassesBuildItem(name, name + "Client"));
            }
        }
    }

    /** At each start and reload, Quarkus would tell of the channel to containerd, whose log says that it serves. */
    @BuildStep
    void quietChannels(BuildProducer<RunTimeConfigurationDefaultBuildItem> defaults) {
        for (String logger : List.of("io.quarkus.grpc.spi.GrpcBuilderProvider", "io.quarkus.grpc.runtime.supports.Channels")) {
            defaults.produce(new RunTimeConfigurationDefaultBuildItem("quarkus.log.category.\"" + logger + "\".level", "WARN"));
        }
    }

    @BuildStep
    void reflection(BuildProducer<ReflectiveClassBuildItem> classes, BuildProducer<ReflectiveMethodBuildItem> methods) {
        List<String> messages = new ArrayList<>();
        for (FileDescriptor file : FILES) {
            for (Descriptor message : file.getMessageTypes()) {
                String name = javaName(file, message.getName());
                messages.add(name);
                messages.add(name + "$Builder");
            }
        }
        classes.produce(ReflectiveClassBuildItem.builder(messages.toArray(String[]::new)).methods().build());
        // Netty makes channels by their constructor, and reaches the JDK's unix sockets without linking to them
        classes.produce(ReflectiveClassBuildItem.builder("io.netty.channel.socket.nio.NioDomainSocketChannel",
                "io.netty.channel.epoll.EpollDomainSocketChannel").constructors().build());
        String reason = "Netty's unix socket channel";
        methods.produce(new ReflectiveMethodBuildItem(reason, "java.nio.channels.spi.SelectorProvider", "openSocketChannel",
                new String[] { "java.net.ProtocolFamily" }));
        methods.produce(new ReflectiveMethodBuildItem(reason, "java.net.UnixDomainSocketAddress", "of",
                new String[] { "java.lang.String" }));
        methods.produce(new ReflectiveMethodBuildItem(reason, "java.net.UnixDomainSocketAddress", "getPath",
                new String[0]));
    }

    private static String javaName(FileDescriptor file, String name) {
        return file.getOptions().getJavaPackage() + "." + name;
    }
}
