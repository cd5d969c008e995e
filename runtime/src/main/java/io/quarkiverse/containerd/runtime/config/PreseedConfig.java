package io.quarkiverse.containerd.runtime.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.quarkus.runtime.annotations.ConfigDocDefault;
import io.quarkus.runtime.annotations.ConfigGroup;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.WithDefault;

/** Images loaded from disk at start. */
@ConfigGroup
public interface PreseedConfig {

    /**
     * Whether image archives are loaded from disk when containerd has started.
     */
    @WithDefault("true")
    boolean enabled();

    /**
     * The directory of the archives, with one directory for each containerd namespace: {@code k8s.io/pause.tar}.
     */
    @WithDefault("/var/lib/quarkus-containerd/preseed")
    Path directory();

    /**
     * The archives that must be loaded before the application counts as started: globs relative to the directory. An
     * empty value requires none.
     */
    @WithDefault("**")
    Optional<List<String>> required();

    /**
     * Whether the application counts as started only once containerd has the image of {@code sandbox-image}, if that key is
     * set and archives of the namespace {@code k8s.io} are required.
     */
    @WithDefault("true")
    boolean sandboxImageRequired();

    /**
     * The number of archives that are processed at a time, and of their blobs that go into containerd at a time.
     */
    @WithDefault("4")
    int parallelism();

    /**
     * The number of bytes per second that the archives that are not required may bring into containerd, all together.
     */
    @ConfigDocDefault("no limit")
    Optional<MemorySize> bandwidth();

    /**
     * The time after which containerd may collect the content of an interrupted load.
     */
    @WithDefault("1h")
    Duration leaseExpiry();

    /**
     * The platforms whose images are loaded: {@code os/architecture[/variant]}, exactly these, or {@code all}.
     */
    @ConfigDocDefault("what this machine runs")
    Optional<List<String>> platforms();

    /**
     * Whether it is an error if an archive lacks a manifest of a wanted platform that an index in it names; otherwise
     * the manifest is skipped.
     */
    @WithDefault("false")
    boolean strictPlatforms();

    /**
     * Whether an image of the namespace {@code k8s.io} also gets a record by its digest, {@code repository@sha256:…}, so that
     * pods and {@code sandbox-image} can name it so.
     */
    @WithDefault("true")
    boolean digestNames();

    /**
     * The directory on disk for what is decompressed of an archive, but cannot be written to where containerd adopts it; the
     * files in it have no names.
     */
    @WithDefault("/var/tmp")
    Path spoolDirectory();

    /**
     * The percentage of each disk that the preseed leaves free, but at least 32 MiB: by default the kubelet evicts pods below
     * 10 percent, and removes images below 15 percent.
     */
    @WithDefault("15")
    int diskReserve();

    /**
     * The image names that the archives of a namespace may bring: patterns in which {@code *} stands for any characters, by
     * the namespace; an archive that has another name fails.
     */
    Map<String, List<String>> allowedNames();

    /**
     * Whether to plan only: every archive is planned and logged, no containerd is started, and the application ends, with exit
     * code 1 if an archive could not be loaded.
     */
    @WithDefault("false")
    boolean dryRun();

    /**
     * The archives whose images are unpacked into the snapshotter when they are loaded, so that the first container
     * starts at once: globs relative to the directory.
     */
    @ConfigDocDefault("none; the first container unpacks an image")
    Optional<List<String>> unpack();

    /**
     * The snapshotter to unpack into, unless a namespace other than {@code k8s.io} names its own by the label
     * {@code containerd.io/defaults/snapshotter}.
     */
    @ConfigDocDefault("quarkus.containerd.snapshotter")
    Optional<String> snapshotter();

    /**
     * The archives whose images the kubelet's image garbage collection leaves alone: globs relative to the directory;
     * containerd 1.7 and later.
     */
    @ConfigDocDefault("none")
    Optional<List<String>> pin();

    /**
     * Whether images that were loaded while this is on are removed once their archive is gone and no container uses
     * them.
     */
    @WithDefault("false")
    boolean prune();

    /**
     * Whether the directory is watched, so that a new archive is loaded once it is complete.
     */
    @WithDefault("false")
    boolean watch();

    /**
     * The times at which the directory is scanned again, besides containerd's start: a period such as {@code 10m}, a
     * cron expression such as {@code 0 0 3 * * ?}, as {@code quarkus.scheduler.cron-type} has it, or {@code off}.
     */
    @WithDefault("off")
    String rescan();

    /**
     * Whether a rescan loads an archive again if an image of it was removed from containerd, for example by the kubelet's
     * image garbage collection.
     */
    @WithDefault("false")
    boolean reload();

    /**
     * The number of bytes per second at which the bytes of containerd's blobs are compared with their digests, in the
     * background; a blob with other bytes is written again from its archive.
     */
    @ConfigDocDefault("they are not compared")
    Optional<MemorySize> verifyRate();

    /**
     * The time for which an archive must not have changed before a watch or a rescan takes it for complete.
     */
    @WithDefault("2s")
    Duration quietPeriod();

    /**
     * The timeout for pulling an image of an image list; a pull that fails is tried again.
     */
    @WithDefault("10m")
    Duration pullTimeout();

    /** Bounds for every archive; one beyond them is an error. */
    PreseedLimitsConfig limits();
}
