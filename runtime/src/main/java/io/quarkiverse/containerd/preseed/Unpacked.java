package io.quarkiverse.containerd.preseed;

/**
 * What unpacking images did.
 *
 * @param snapshotter where to
 * @param layers how many layers had not been unpacked before
 */
record Unpacked(String snapshotter, int layers) {
}
