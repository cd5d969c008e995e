package io.quarkiverse.containerd.runtime.config;

import java.nio.file.Path;
import java.util.Optional;

import io.quarkus.runtime.annotations.ConfigDocDefault;
import io.quarkus.runtime.annotations.ConfigGroup;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.WithDefault;

/** containerd's gRPC service. */
@ConfigGroup
public interface GrpcConfig {

    /**
     * The unix socket of the gRPC service. Its path, with {@code .ttrpc} appended, must not be longer than 104 bytes.
     */
    @WithDefault("${quarkus.containerd.state}/containerd.sock")
    Path address();

    /**
     * Whether clients find the socket only once all required archives are loaded; until then it has a name that ends in
     * {@code .early}, for the daemon alone.
     */
    @WithDefault("false")
    boolean afterPreseed();

    /**
     * The numeric user ID of the socket's owner.
     */
    @WithDefault("0")
    int uid();

    /**
     * The numeric ID of the socket's group.
     */
    @WithDefault("0")
    int gid();

    /**
     * The largest message that containerd accepts.
     */
    @WithDefault("16M")
    MemorySize maxRecvMessageSize();

    /**
     * The largest message that containerd sends.
     */
    @WithDefault("16M")
    MemorySize maxSendMessageSize();

    /** The same service on a TCP address. */
    Tcp tcp();

    /** containerd's gRPC service on a TCP address. */
    @ConfigGroup
    interface Tcp {

        /**
         * The address and port on which the gRPC service listens besides its socket, such as {@code 127.0.0.1:7845}.
         * Without a client CA, everybody who can reach it is root on the node.
         */
        Optional<String> address();

        /**
         * The PEM file of the certificate authority that must have signed clients' certificates.
         */
        Optional<Path> tlsCa();

        /**
         * The PEM file of the service's certificate.
         */
        Optional<Path> tlsCert();

        /**
         * The PEM file of the certificate's private key.
         */
        Optional<Path> tlsKey();

        /**
         * The common name that clients' certificates must have.
         */
        Optional<String> tlsCommonName();

        /**
         * The largest message that containerd accepts on this address; containerd 2.3 and later, earlier ones have one
         * limit for both.
         */
        @ConfigDocDefault("quarkus.containerd.grpc.max-recv-message-size")
        Optional<MemorySize> maxRecvMessageSize();

        /**
         * The largest message that containerd sends on this address; containerd 2.3 and later, earlier ones have one limit
         * for both.
         */
        @ConfigDocDefault("quarkus.containerd.grpc.max-send-message-size")
        Optional<MemorySize> maxSendMessageSize();
    }
}
