package io.quarkiverse.containerd.runtime.archive;

import java.io.IOException;
import java.nio.file.Path;

import io.quarkiverse.containerd.runtime.archive.layout.Archive;
import io.quarkiverse.containerd.runtime.archive.layout.ArchiveReader;
import io.quarkiverse.containerd.runtime.archive.plan.ArchivePlan;
import io.quarkiverse.containerd.runtime.archive.plan.ArchivePlanner;
import io.quarkiverse.containerd.runtime.archive.plan.StoredContent;
import io.quarkiverse.containerd.runtime.oci.PlatformMatcher;
import io.quarkiverse.containerd.runtime.oci.RecordRules;
import io.quarkiverse.containerd.runtime.oci.RefTranslator;

/** A program that opens and plans archives with default limits but one, one line for each; run it with a small heap. */
final class SmallHeapReader {

    /** What an archive may decompress to, in bytes. */
    static final long DECOMPRESSED = 128L << 20;

    private static final ArchiveLimits DEFAULTS = ArchiveLimits.defaults();
    private static final ArchiveLimits LIMITS = new ArchiveLimits(DEFAULTS.entries(), DEFAULTS.images(),
            DEFAULTS.metadataBytes(),
            DEFAULTS.documentBytes(), DEFAULTS.indexDepth(), DEFAULTS.jsonDepth(), DEFAULTS.holeBytes(), DECOMPRESSED,
            DEFAULTS.windowBytes());

    private SmallHeapReader() {
    }

    public static void main(String... files) throws IOException {
        ArchivePlanner planner = new ArchivePlanner(PlatformMatcher.all(), RefTranslator.verbatim(), true);
        for (String file : files) {
            try (Archive archive = new ArchiveReader(LIMITS, false).open(Path.of(file))) {
                ArchivePlan plan = planner.plan(archive, StoredContent.none(), RecordRules.CONTAINERD);
                System.out.println(plan.images().size() + " images, " + plan.blobs().size() + " blobs");
            } catch (ArchiveException e) {
                System.out.println(e.getMessage());
            }
        }
    }
}
