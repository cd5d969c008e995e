package io.quarkiverse.containerd.runtime.config;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

import io.quarkus.runtime.annotations.ConfigDocDefault;
import io.quarkus.runtime.annotations.ConfigGroup;
import io.quarkus.runtime.configuration.MemorySize;

/** How images are pulled and kept. */
@ConfigGroup
public interface CriImagesConfig {

    /**
     * How many layers of an image are downloaded at once.
     */
    @ConfigDocDefault("3")
    OptionalInt maxConcurrentDownloads();

    /**
     * How much of a layer is fetched by one of several parallel requests; 0 fetches a layer by one request.
     */
    @ConfigDocDefault("0")
    Optional<MemorySize> concurrentLayerFetchBuffer();

    /**
     * After what time without data a pull is given up; 0 means never.
     */
    @ConfigDocDefault("5m")
    Optional<Duration> pullProgressTimeout();

    /**
     * Whether the file system is synchronised after each layer.
     */
    @ConfigDocDefault("false")
    Optional<Boolean> pullWithSyncFs();

    /**
     * Whether the CRI plugin pulls by itself instead of through the transfer service. Credentials of
     * {@code quarkus.containerd.registries} need it, so that it is on where there are some.
     */
    @ConfigDocDefault("false on containerd 2.1 and later; earlier versions know no other way")
    Optional<Boolean> useLocalImagePull();

    /**
     * Whether snapshotters are not told which image a layer belongs to; remote snapshotters need it off.
     */
    @ConfigDocDefault("true")
    Optional<Boolean> disableSnapshotAnnotations();

    /**
     * Whether a layer may be collected from the content store once it has been unpacked.
     */
    @ConfigDocDefault("false")
    Optional<Boolean> discardUnpackedLayers();

    /**
     * Where the keys of encrypted images are: {@code node}, or empty for nowhere.
     */
    @ConfigDocDefault("node")
    Optional<String> decryptionKeyModel();
}
