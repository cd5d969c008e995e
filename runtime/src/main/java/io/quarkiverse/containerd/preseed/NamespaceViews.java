package io.quarkiverse.containerd.preseed;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

import io.quarkiverse.containerd.client.BlobInfo;
import io.quarkiverse.containerd.client.NamespaceClient;
import io.quarkiverse.containerd.client.StoredImage;
import io.quarkiverse.containerd.oci.Digest;

/**
 * What namespaces hold: two questions for many archives, where each would ask for every blob and image of its own. Safe for use
 * by several threads.
 */
final class NamespaceViews {

    /** Long enough for the archives of one run to be looked at, and no longer than others may take to change something. */
    private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

    private final LongSupplier nanoTime;
    private final Map<String, View> views = new HashMap<>();

    /** @param nanoTime the time, in nanoseconds from any moment */
    NamespaceViews(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * What a namespace holds.
     *
     * @param taken when it was asked, in nanoseconds from any moment
     */
    record View(Map<Digest, BlobInfo> blobs, Map<String, StoredImage> images, long taken) {
    }

    /** What the namespace holds now, or held a moment ago. */
    synchronized View of(NamespaceClient namespace) {
        long now = nanoTime.getAsLong();
        views.values().removeIf(view -> now - view.taken() > FRESH_NANOS);
        return views.computeIfAbsent(namespace.name(), name -> take(namespace, now));
    }

    /** Asks anew from now on: what namespaces hold has changed. */
    synchronized void forget() {
        views.clear();
    }

    private static View take(NamespaceClient namespace, long now) {
        Map<Digest, BlobInfo> blobs = new LinkedHashMap<>();
        namespace.content().list().forEach(blob -> blobs.put(blob.digest(), blob));
        // after the blobs: an image that is there keeps those it needs
        Map<String, StoredImage> images = namespace.images().list().stream()
                .collect(Collectors.toMap(StoredImage::name, Function.identity()));
        return new View(blobs, images, now);
    }
}
