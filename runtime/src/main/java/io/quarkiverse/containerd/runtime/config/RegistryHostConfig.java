package io.quarkiverse.containerd.runtime.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.quarkus.runtime.annotations.ConfigDocDefault;
import io.quarkus.runtime.annotations.ConfigDocMapKey;
import io.quarkus.runtime.annotations.ConfigGroup;
import io.smallrye.config.WithDefault;

/** A host that images are pulled from: a registry or a mirror of it. */
@ConfigGroup
public interface RegistryHostConfig {

    /**
     * The operations that the host is used for.
     */
    @ConfigDocDefault("pull,resolve,push")
    Optional<Set<Capability>> capabilities();

    /**
     * Whether the URL's path is the complete root of the API, so that {@code /v2} is not appended.
     */
    @WithDefault("false")
    boolean overridePath();

    /**
     * The PEM files of the certificate authorities that may have signed the host's certificate.
     */
    @ConfigDocDefault("the system's")
    Optional<List<Path>> ca();

    /**
     * The PEM file of the client certificate.
     */
    Optional<Path> clientCertificate();

    /**
     * The PEM file of the client certificate's private key.
     */
    @ConfigDocDefault("the client certificate's file")
    Optional<Path> clientKey();

    /**
     * Whether any certificate is accepted as the host's.
     */
    @WithDefault("false")
    boolean skipVerify();

    /**
     * The timeout for connecting to the host.
     */
    @ConfigDocDefault("30s")
    Optional<Duration> dialTimeout();

    /**
     * Additional HTTP headers for each request to the host.
     */
    @ConfigDocMapKey("header")
    Map<String, String> headers();

    /**
     * The user name with which to log in if the host asks for it.
     */
    Optional<String> username();

    /**
     * The user's password.
     */
    Optional<String> password();

    /**
     * The token that is exchanged for an access token, instead of a user name and password.
     */
    Optional<String> identityToken();

    /**
     * The {@code Authorization} header for each request to the host, such as {@code Bearer} and a token, instead of a
     * user name and password.
     */
    Optional<String> authorization();

    /** An operation that a host is used for. */
    enum Capability {
        /** Pulling content by its digest. */
        PULL,
        /** Resolving a tag to a digest. */
        RESOLVE,
        /** Pushing images. */
        PUSH
    }
}
