package io.quarkiverse.containerd.runtime.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

import io.quarkus.runtime.annotations.ConfigDocDefault;
import io.quarkus.runtime.annotations.ConfigGroup;

/** Programs that decide which images may be pulled. */
@ConfigGroup
public interface ImageVerifierConfig {

    /**
     * The directory of the programs.
     */
    @ConfigDocDefault("/opt/containerd/image-verifier/bin")
    Optional<Path> binDir();

    /**
     * The largest number of programs that are asked; -1 means all.
     */
    @ConfigDocDefault("10")
    OptionalInt maxVerifiers();

    /**
     * The time that each program may take.
     */
    @ConfigDocDefault("10s")
    Optional<Duration> perVerifierTimeout();
}
