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
     * The number of layers that clients of the transfer service download at once; since containerd 2.1 the CRI plugin
     * is one.
     */
    @ConfigDocDefault("3")
    OptionalInt maxConcurrentDownloads();

    /**
     * The number of layers that are uploaded at once.
     */
    @ConfigDocDefault("3")
    OptionalInt maxConcurrentUploadedLayers();

    /**
     * The number of layers that are unpacked at once.
     */
    @ConfigDocDefault("1")
    OptionalInt maxConcurrentUnpacks();

    /**
     * The size of the part of a layer that each of several parallel requests fetches; 0 fetches a layer with one
     * request.
     */
    @ConfigDocDefault("0")
    Optional<MemorySize> concurrentLayerFetchBuffer();

    /**
     * Whether only images of the configured platforms are unpacked.
     */
    @ConfigDocDefault("false")
    Optional<Boolean> checkPlatformSupported();
}
