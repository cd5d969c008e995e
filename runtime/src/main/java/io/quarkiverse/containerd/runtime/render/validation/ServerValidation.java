package io.quarkiverse.containerd.runtime.render.validation;

import static io.quarkiverse.containerd.runtime.config.ConfigKeys.key;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

import io.quarkiverse.containerd.runtime.config.ConfigurationException;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.config.CriStreamingConfig;
import io.quarkiverse.containerd.runtime.config.GrpcConfig;
import io.quarkiverse.containerd.runtime.config.GrpcSocket;
import io.quarkiverse.containerd.runtime.render.settings.KeyBounds;

/** containerd's services: their sockets, owners and certificates. */
final class ServerValidation {

    /** containerd appends this to the gRPC socket's path for its second socket. */
    private static final String TTRPC_SUFFIX = ".ttrpc";

    private ServerValidation() {
    }

    static void check(ContainerdConfig config) {
        GrpcConfig grpc = config.grpc();
        if (config.ttrpc().address().isEmpty()) {
            KeyBounds.checkSocket("grpc.address", grpc.address() + TTRPC_SUFFIX);
        }
        KeyBounds.checkSocket("grpc.address", GrpcSocket.of(config).bound().toString());
        owner(config, "grpc.uid", OptionalInt.of(grpc.uid()));
        owner(config, "grpc.gid", OptionalInt.of(grpc.gid()));
        owner(config, "ttrpc.uid", config.ttrpc().uid());
        owner(config, "ttrpc.gid", config.ttrpc().gid());
        owner(config, "debug.uid", config.debug().uid());
        owner(config, "debug.gid", config.debug().gid());
        tcp(grpc.tcp());
        streaming(config.cri().streaming().tls());
    }

    private static void owner(ContainerdConfig config, String name, OptionalInt id) {
        id.ifPresent(number -> {
            if (config.process().userNamespace() && number != 0) {
                throw new ConfigurationException(key(name), number + " does not exist in the user namespace of "
                        + key("user-namespace") + "; use 0, which is the daemon's own user");
            }
        });
    }

    private static void tcp(GrpcConfig.Tcp tcp) {
        both("grpc.tcp.tls-cert", tcp.tlsCert(), "grpc.tcp.tls-key", tcp.tlsKey());
        needs("grpc.tcp.tls-ca", tcp.tlsCa().isPresent(), "grpc.tcp.tls-cert", tcp.tlsCert().isPresent());
        needs("grpc.tcp.tls-common-name", tcp.tlsCommonName().isPresent(), "grpc.tcp.tls-ca", tcp.tlsCa().isPresent());
        needs("grpc.tcp.tls-cert", tcp.tlsCert().isPresent(), "grpc.tcp.address", tcp.address().isPresent());
    }

    private static void streaming(CriStreamingConfig.Tls tls) {
        both("cri.streaming.tls.cert-file", tls.certFile(), "cri.streaming.tls.key-file", tls.keyFile());
        needs("cri.streaming.tls.cert-file", tls.certFile().isPresent(), "cri.streaming.tls.enabled",
                tls.enabled().orElse(false));
    }

    private static void both(String certificate, Optional<Path> certificateFile, String privateKey, Optional<Path> keyFile) {
        needs(certificate, certificateFile.isPresent(), privateKey, keyFile.isPresent());
        needs(privateKey, keyFile.isPresent(), certificate, certificateFile.isPresent());
    }

    private static void needs(String name, boolean given, String other, boolean otherGiven) {
        if (given && !otherGiven) {
            throw new ConfigurationException(key(name), "has no effect without " + key(other) + "; set that as well");
        }
    }
}
