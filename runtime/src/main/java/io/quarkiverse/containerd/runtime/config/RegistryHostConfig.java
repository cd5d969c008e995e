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
     * What the host is asked for.
     */
    @ConfigDocDefault("pull,resolve,push")
    Optional<Set<Capability>> capabilities();

    /**
     * Whether the URL's path is the whole of the API's, so that {@code /v2} is not appended.
     */
    @WithDefault("false")
    boolean overridePath();

    /**
     * The files of the certificate authorities that the host's certificate may be signed by, in PEM.
     */
    @ConfigDocDefault("the system's")
    Optional<List<Path>> ca();

    /**
     * The file of the client certificate, in PEM.
     */
    Optional<Path> clientCertificate();

    /**
     * The file of the client certificate's private key, in PEM.
     */
    @ConfigDocDefault("the client certificate's file")
    Optional<Path> clientKey();

    /**
     * Whether anybody's certificate is accepted as the host's.
     */
    @WithDefault("false")
    boolean skipVerify();

    /**
     * How long a connection to the host may take to be made.
     */
    @ConfigDocDefault("30s")
    Optional<Duration> dialTimeout();

    /**
     * Further HTTP headers of each request to the host.
     */
    @ConfigDocMapKey("header")
    Map<String, String> headers();

    /**
     * The user that logs in where the host asks for it.
     */
    Optional<String> username();

    /**
     * The user's password.
     */
    Optional<String> password();

    /**
     * The token that is exchanged for access, instead of user and password.
     */
    Optional<String> identityToken();

    /**
     * The {@code Authorization} header of each request to the host, such as {@code Bearer} and a token; instead of user and
     * password.
     */
    Optional<String> authorization();

    /** What a host is asked for. */
    enum Capability {
        /** Content by its digest. */
        PULL,
        /** Which digest a tag has. */
        RESOLVE,
        /** To take images. */
        PUSH
    }
}
