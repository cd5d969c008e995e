package io.quarkiverse.containerd.runtime.config;

import java.nio.file.Path;
import java.util.Optional;

import io.quarkus.runtime.annotations.ConfigGroup;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.WithDefault;

/** containerd's gRPC service. */
@ConfigGroup
public interface GrpcConfig {

    /**
     * The unix socket. With {@code .ttrpc} appended its path must not be longer than 104 bytes.
     */
    @WithDefault("${quarkus.containerd.state}/containerd.sock")
    Path address();

    /**
     * The numeric owner of the socket.
     */
    @WithDefault("0")
    int uid();

    /**
     * The numeric group of the socket.
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
         * The address and port that the gRPC service listens on besides its socket, such as {@code 127.0.0.1:7845}. Without
         * a client CA everybody who reaches it is root on the node.
         */
        Optional<String> address();

        /**
         * The file of the certificate authority that clients' certificates must be signed by, in PEM.
         */
        Optional<Path> tlsCa();

        /**
         * The file of the service's certificate, in PEM.
         */
        Optional<Path> tlsCert();

        /**
         * The file of the certificate's private key, in PEM.
         */
        Optional<Path> tlsKey();

        /**
         * The common name that clients' certificates must have.
         */
        Optional<String> tlsCommonName();
    }
}
