package io.quarkiverse.containerd.runtime.archive.plan;

import java.nio.file.Path;
import java.util.List;

import io.quarkiverse.containerd.runtime.archive.ArchiveLimits;
import io.quarkiverse.containerd.runtime.archive.layout.ArchiveReader;
import io.quarkiverse.containerd.runtime.oci.PlatformMatcher;
import io.quarkiverse.containerd.runtime.oci.RefTranslator;

/**
 * How archives are read, and what of them is wanted.
 *
 * @param limits bounds for every archive
 * @param spoolDirectory where compressed archives are decompressed; made when it is needed
 * @param platforms the wanted platforms as {@code os/architecture[/variant]}, {@code all} for every one; empty for those that
 *        this machine runs
 * @param strictPlatforms whether an absent manifest of a wanted platform is an error instead of skipped
 */
public record ArchiveSettings(ArchiveLimits limits, Path spoolDirectory, List<String> platforms, boolean strictPlatforms) {

    public ArchiveSettings {
        platforms = List.copyOf(platforms);
    }

    /** Default limits, the platforms of this machine, and the system's directory for temporary files. */
    public static ArchiveSettings defaults() {
        return new ArchiveSettings(ArchiveLimits.defaults(), Path.of(System.getProperty("java.io.tmpdir")), List.of(), false);
    }

    /** Reads archives, and trusts the digests they claim: who stores a blob must verify it. */
    public ArchiveReader reader() {
        return new ArchiveReader(limits, false, spoolDirectory);
    }

    /**
     * Plans imports with the names as they are in the archives.
     *
     * @throws IllegalArgumentException if a platform has another form
     */
    public ArchivePlanner planner() {
        return new ArchivePlanner(PlatformMatcher.parse(platforms), RefTranslator.verbatim(), strictPlatforms);
    }
}
