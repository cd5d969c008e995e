package io.quarkiverse.containerd.runtime.preseed.images;

/**
 * What unpacking images did.
 *
 * @param snapshotter where to
 * @param layers how many layers had not been unpacked before
 */
public record Unpacked(String snapshotter, int layers) {
}
