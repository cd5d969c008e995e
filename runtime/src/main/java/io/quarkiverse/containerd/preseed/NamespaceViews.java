package io.quarkiverse.containerd.preseed;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

import io.quarkiverse.containerd.archive.PlannedBlob;
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

    /** Notes blobs that have been brought into a namespace. */
    synchronized void add(NamespaceClient namespace, Collection<PlannedBlob> blobs) {
        View view = views.get(namespace.name());
        if (view != null) {
            Instant now = Instant.now();
            blobs.forEach(blob -> view.blobs().put(blob.descriptor().digest(), new BlobInfo(blob.descriptor().digest(),
                    blob.descriptor().size(), blob.labels(), now, now)));
        }
    }

    private static View take(NamespaceClient namespace, long now) {
        Map<Digest, BlobInfo> blobs = new ConcurrentHashMap<>();
        namespace.content().list().forEach(blob -> blobs.put(blob.digest(), blob));
        // after the blobs: an image that is there keeps those it needs
        Map<String, StoredImage> images = namespace.images().list().stream()
                .collect(Collectors.toMap(StoredImage::name, Function.identity()));
        return new View(blobs, images, now);
    }
}
