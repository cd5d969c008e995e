package io.quarkiverse.containerd.runtime.preseed.images;

import java.util.Optional;

/**
 * What has been done with the images of an archive besides loading them.
 *
 * @param unpacked where to they were unpacked
 * @param pinned whether they were pinned
 */
public record Care(Optional<Unpacked> unpacked, boolean pinned) {

    public static final Care NONE = new Care(Optional.empty(), false);
}
