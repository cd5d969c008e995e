package io.quarkiverse.containerd.runtime.oci;

/**
 * Limits for the documents of an archive's images.
 *
 * @param blobs maximum number of blobs that the images refer to
 * @param indexDepth maximum number of nested indexes
 * @param jsonDepth maximum nesting of objects and arrays in a document
 */
public record DocumentLimits(int blobs, int indexDepth, int jsonDepth) {

    /** The end of a message about a limit that no key sets. */
    public static final String FIXED = " (a fixed limit)";

    /** Returns the end of a message about a limit: the key that sets it. */
    public static String key(String name) {
        return " (quarkus.containerd.preseed.limits." + name + ")";
    }
}
