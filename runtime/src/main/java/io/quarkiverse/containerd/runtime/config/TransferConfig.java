package io.quarkiverse.containerd.runtime.config;

import java.util.Optional;
import java.util.OptionalInt;

import io.quarkus.runtime.annotations.ConfigDocDefault;
import io.quarkus.runtime.annotations.ConfigGroup;
import io.quarkus.runtime.configuration.MemorySize;

/** The transfer service, which moves images. */
@ConfigGroup
public interface TransferConfig {

    /**
     * How many layers are downloaded at once by clients of the transfer service; since containerd 2.1 the CRI plugin is
     * one.
     */
    @ConfigDocDefault("3")
    OptionalInt maxConcurrentDownloads();

    /**
     * How many layers are uploaded at once.
     */
    @ConfigDocDefault("3")
    OptionalInt maxConcurrentUploadedLayers();

    /**
     * How many layers are unpacked at once.
     */
    @ConfigDocDefault("1")
    OptionalInt maxConcurrentUnpacks();

    /**
     * How much of a layer is fetched by one of several parallel requests; 0 fetches a layer by one request.
     */
    @ConfigDocDefault("0")
    Optional<MemorySize> concurrentLayerFetchBuffer();

    /**
     * Whether only images of the configured platforms are unpacked.
     */
    @ConfigDocDefault("false")
    Optional<Boolean> checkPlatformSupported();
}
