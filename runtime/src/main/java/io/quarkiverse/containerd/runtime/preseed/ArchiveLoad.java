package io.quarkiverse.containerd.runtime.preseed;

import java.time.Instant;
import java.util.Optional;

import io.quarkiverse.containerd.runtime.preseed.directory.PreseedArchive;

/**
 * An attempt to load an archive that has ended.
 *
 * @param dn the DN of the preseed's node
 * @param archive the archive
 * @param atStart whether the archive was found when the preseed started, and this is the first attempt since then
 * @param start when it was begun
 * @param imported when the images were in containerd, and were to be pinned and unpacked; empty if it did not get that far
 * @param end when it ended
 * @param brought what it has brought into containerd
 * @param failure why it failed; empty if it did not
 */
public record ArchiveLoad(String dn, PreseedArchive archive, boolean atStart, Instant start, Optional<Instant> imported,
        Instant end, Brought brought, Optional<String> failure) {

    /**
     * What a load has brought into containerd.
     *
     * @param images the images that containerd has of it
     * @param blobs the blobs that were sent
     * @param bytes their bytes
     * @param layers the layers that were unpacked
     */
    public record Brought(int images, long blobs, long bytes, long layers) {

        /** Whether containerd had everything before. */
        public boolean isNothing() {
            return blobs == 0 && bytes == 0 && layers == 0;
        }
    }
}
