package io.quarkiverse.containerd.runtime.config;

import java.net.URI;
import java.util.Optional;
import java.util.OptionalDouble;

import io.quarkus.runtime.annotations.ConfigDocDefault;
import io.quarkus.runtime.annotations.ConfigGroup;
import io.smallrye.config.WithConverter;

/** Traces by OpenTelemetry. */
@ConfigGroup
public interface TracingConfig {

    /**
     * The URL of the collector, such as {@code http://127.0.0.1:4318}; without it there are no traces.
     */
    Optional<@WithConverter(UrlConverter.class) URI> endpoint();

    /**
     * The protocol that is spoken with the collector.
     */
    @ConfigDocDefault("http-protobuf")
    Optional<Protocol> protocol();

    /**
     * The part of the traces that is kept, from 0 to 1.
     */
    @ConfigDocDefault("1")
    OptionalDouble samplingRatio();

    /**
     * The name that containerd has in the traces.
     */
    @ConfigDocDefault("containerd")
    Optional<String> serviceName();

    /** A protocol of OpenTelemetry's collectors. */
    enum Protocol {
        /** Protocol buffers over HTTP. */
        HTTP_PROTOBUF("http/protobuf"),
        /** gRPC. */
        GRPC("grpc");

        private final String label;

        Protocol(String label) {
            this.label = label;
        }

        /** OpenTelemetry's name of the protocol. */
        public String label() {
            return label;
        }
    }
}
