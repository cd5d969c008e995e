package io.quarkiverse.containerd.preseed;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What an import of an archive would do, as of the moment it was planned.
 *
 * @param path path relative to the preseed directory
 * @param namespace namespace of containerd
 * @param required whether the daemon counts as started only after it has been loaded
 * @param images its images that are wanted here, in order
 * @param bytes bytes of the blobs that these images need
 * @param bytesPresent bytes of those that containerd has
 * @param bytesUnpacked bytes that the missing layers take when they are unpacked, as an estimate; 0 if they are not to be
 * @param bytesFree bytes that are free on the disk of containerd's content store, without what archives planned earlier need;
 *        empty if that disk cannot be seen from here, and in a report of what was loaded if a memo told that nothing is missing
 * @param notes what would be left out, one sentence each
 * @param error why it cannot be loaded; the amounts are those that were known by then
 */
public record LoadPlan(String path, String namespace, boolean required, List<Image> images, long bytes,
        long bytesPresent, long bytesUnpacked, OptionalLong bytesFree, List<String> notes, Optional<String> error) {

    /** Bytes of the blobs that would be sent. */
    public long bytesMissing() {
        return bytes - bytesPresent;
    }

    /** Whether nothing speaks against the import. */
    public boolean feasible() {
        return error.isEmpty();
    }

    /**
     * An image that an archive brings.
     *
     * @param name name of its record
     * @param digest digest of what the record points to, for example {@code sha256:…}
     * @param platforms the platforms it would be there for, as {@code os/architecture[/variant]}
     */
    public record Image(String name, String digest, List<String> platforms) {
    }
}
