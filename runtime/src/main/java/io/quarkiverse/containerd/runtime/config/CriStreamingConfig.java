package io.quarkiverse.containerd.runtime.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

import io.quarkus.runtime.annotations.ConfigDocDefault;
import io.quarkus.runtime.annotations.ConfigGroup;

/** The streaming server. */
@ConfigGroup
public interface CriStreamingConfig {

    /**
     * The address on which the streaming server listens, without a port.
     */
    @ConfigDocDefault("127.0.0.1")
    Optional<String> address();

    /**
     * The port on which the streaming server listens; 0 means any free one.
     */
    @ConfigDocDefault("0")
    OptionalInt port();

    /**
     * The time without data after which a stream is closed.
     */
    @ConfigDocDefault("4h")
    Optional<Duration> idleTimeout();

    /** TLS of the streaming server. */
    Tls tls();

    /** TLS of the streaming server. */
    @ConfigGroup
    interface Tls {

        /**
         * Whether the streaming server uses TLS; without a certificate it generates a self-signed one.
         */
        @ConfigDocDefault("false")
        Optional<Boolean> enabled();

        /**
         * The PEM file of the streaming server's certificate.
         */
        Optional<Path> certFile();

        /**
         * The PEM file of the certificate's private key.
         */
        Optional<Path> keyFile();
    }
}
