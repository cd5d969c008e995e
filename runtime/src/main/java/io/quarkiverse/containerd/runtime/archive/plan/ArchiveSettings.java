package io.quarkiverse.containerd.runtime.archive.plan;

import java.nio.file.Path;
import java.util.List;

import io.quarkiverse.containerd.client.CriImages;
import io.quarkiverse.containerd.runtime.archive.ArchiveLimits;
import io.quarkiverse.containerd.runtime.archive.layout.ArchiveReader;
import io.quarkiverse.containerd.runtime.disk.Disks;
import io.quarkiverse.containerd.runtime.oci.PlatformMatcher;
import io.quarkiverse.containerd.runtime.oci.RecordRules;
import io.quarkiverse.containerd.runtime.oci.RefTranslator;

/**
 * Settings of how archives are read and planned.
 *
 * @param limits limits for every archive
 * @param spoolDirectory directory that compressed archives are decompressed into; created when it is needed
 * @param platforms the wanted platforms as {@code os/architecture[/variant]}, {@code all} for every one; empty for
 *        those that this machine runs
 * @param strictPlatforms whether a missing manifest of a wanted platform is an error instead of skipped
 * @param digestNames whether images for pods also get records by their digests
 * @param sources whether the blobs of images for pods are labelled with their repositories
 */
public record ArchiveSettings(ArchiveLimits limits, Path spoolDirectory, List<String> platforms, boolean strictPlatforms,
        boolean digestNames, boolean sources) {

    public ArchiveSettings {
        platforms = List.copyOf(platforms);
    }

    /** Settings without records by digests, and without labels of repositories. */
    public ArchiveSettings(ArchiveLimits limits, Path spoolDirectory, List<String> platforms, boolean strictPlatforms) {
        this(limits, spoolDirectory, platforms, strictPlatforms, false, false);
    }

    /**
     * Returns the defaults: default limits, the platforms of this machine, the system's directory for temporary files, and no
     * records by digests, and no labels of repositories.
     */
    public static ArchiveSettings defaults() {
        return new ArchiveSettings(ArchiveLimits.defaults(), Path.of(System.getProperty("java.io.tmpdir")), List.of(), false);
    }

    /** Returns the rules for the records of a namespace. */
    public RecordRules rules(String namespace) {
        if (!namespace.equals(CriImages.NAMESPACE)) {
            return RecordRules.CONTAINERD;
        }
        return digestNames ? RecordRules.KUBERNETES_WITH_DIGESTS : RecordRules.KUBERNETES;
    }

    /** Returns a plan for a namespace with all labels that its blobs are to have there. */
    public ArchivePlan labelled(ArchivePlan plan, String namespace) {
        return sources && namespace.equals(CriImages.NAMESPACE) ? DistributionSources.label(plan) : plan;
    }

    /**
     * Returns a reader that trusts the digests that archives claim; whoever stores a blob must verify it.
     *
     * @param disks the disk of the spool directory is among them
     */
    public ArchiveReader reader(Disks disks) {
        return new ArchiveReader(limits, false, spoolDirectory, disks);
    }

    /**
     * Returns a planner that keeps the names as they are in the archives.
     *
     * @throws IllegalArgumentException if a platform is malformed
     */
    public ArchivePlanner planner() {
        return new ArchivePlanner(PlatformMatcher.parse(platforms), RefTranslator.verbatim(), strictPlatforms);
    }
}
