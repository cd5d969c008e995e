package io.quarkiverse.containerd.runtime.oci;

/**
 * Bounds for the documents of an archive's images.
 *
 * @param blobs most blobs that the images lead to
 * @param indexDepth most levels of indexes below each other
 * @param jsonDepth most levels of objects and arrays in a document
 */
public record DocumentLimits(int blobs, int indexDepth, int jsonDepth) {

    /** What to append to a message about a bound: the key that sets it. */
    public static String key(String name) {
        return " (quarkus.containerd.preseed.limits." + name + ")";
    }
}
