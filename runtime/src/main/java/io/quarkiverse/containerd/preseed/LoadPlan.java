package io.quarkiverse.containerd.preseed;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The effect that loading an archive would have at the moment it was planned.
 *
 * @param path path relative to the preseed directory
 * @param namespace namespace of containerd
 * @param required whether the daemon counts as started only after it has been loaded
 * @param images its images that are wanted on this machine, in order
 * @param bytes bytes of the blobs that these images consist of
 * @param bytesPresent bytes of those blobs that containerd has already
 * @param bytesUnpacked estimated bytes that the missing layers take once unpacked; 0 if they are not to be unpacked
 * @param bytesFree bytes that are free on the disk of containerd's content store, apart from what archives planned earlier
 *        need; empty if that disk is not visible to the daemon, and in reports of loads if it was known that nothing is missing
 * @param notes the parts of the archive that would be left out, one sentence each
 * @param error the reason why it cannot be loaded; the amounts are those that were known by then
 */
public record LoadPlan(String path, String namespace, boolean required, List<Image> images, long bytes,
        long bytesPresent, long bytesUnpacked, OptionalLong bytesFree, List<String> notes, Optional<String> error) {

    /** Returns the bytes of the blobs that would be sent. */
    public long bytesMissing() {
        return bytes - bytesPresent;
    }

    /** Whether the archive can be loaded. */
    public boolean feasible() {
        return error.isEmpty();
    }

    /**
     * An image that an archive brings.
     *
     * @param name the name of its record
     * @param digest the digest of the record's target, for example {@code sha256:…}
     * @param platforms the platforms that it would be available for, as {@code os/architecture[/variant]}
     */
    public record Image(String name, String digest, List<String> platforms) {
    }
}
