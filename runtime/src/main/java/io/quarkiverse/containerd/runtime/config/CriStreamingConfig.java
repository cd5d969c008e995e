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
     * The address that the streaming server listens on, without a port.
     */
    @ConfigDocDefault("127.0.0.1")
    Optional<String> address();

    /**
     * The port that the streaming server listens on; 0 takes a free one.
     */
    @ConfigDocDefault("0")
    OptionalInt port();

    /**
     * After what time without data a stream is closed.
     */
    @ConfigDocDefault("4h")
    Optional<Duration> idleTimeout();

    /** TLS of the streaming server. */
    Tls tls();

    /** TLS of the streaming server. */
    @ConfigGroup
    interface Tls {

        /**
         * Whether the streaming server speaks TLS; without a certificate it makes one that nobody has signed.
         */
        @ConfigDocDefault("false")
        Optional<Boolean> enabled();

        /**
         * The file of the streaming server's certificate, in PEM.
         */
        Optional<Path> certFile();

        /**
         * The file of the certificate's private key, in PEM.
         */
        Optional<Path> keyFile();
    }
}
