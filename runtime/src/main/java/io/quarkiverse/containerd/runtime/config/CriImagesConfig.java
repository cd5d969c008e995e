package io.quarkiverse.containerd.runtime.config;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

import io.quarkus.runtime.annotations.ConfigDocDefault;
import io.quarkus.runtime.annotations.ConfigGroup;
import io.quarkus.runtime.configuration.MemorySize;

/** The way in which the CRI plugin pulls and keeps images. */
@ConfigGroup
public interface CriImagesConfig {

    /**
     * The number of layers of an image that are downloaded at once.
     */
    @ConfigDocDefault("3")
    OptionalInt maxConcurrentDownloads();

    /**
     * The size of the part of a layer that each of several parallel requests fetches; 0 fetches a layer with one
     * request.
     */
    @ConfigDocDefault("0")
    Optional<MemorySize> concurrentLayerFetchBuffer();

    /**
     * The time without data after which a pull is given up; 0 means never.
     */
    @ConfigDocDefault("5m")
    Optional<Duration> pullProgressTimeout();

    /**
     * Whether the file system is synchronized after each layer.
     */
    @ConfigDocDefault("false")
    Optional<Boolean> pullWithSyncFs();

    /**
     * Whether the CRI plugin pulls images itself instead of through the transfer service. Credentials in
     * {@code quarkus.containerd.registries} require it, so it is on where there are any.
     */
    @ConfigDocDefault("false on containerd 2.1 and later; earlier versions know no other way")
    Optional<Boolean> useLocalImagePull();

    /**
     * Whether snapshotters are not told which image a layer belongs to; remote snapshotters need {@code false}.
     */
    @ConfigDocDefault("true")
    Optional<Boolean> disableSnapshotAnnotations();

    /**
     * Whether the content of a layer may be collected once it has been unpacked.
     */
    @ConfigDocDefault("false")
    Optional<Boolean> discardUnpackedLayers();

    /**
     * The location of the keys of encrypted images: {@code node}, or empty for none.
     */
    @ConfigDocDefault("node")
    Optional<String> decryptionKeyModel();
}
