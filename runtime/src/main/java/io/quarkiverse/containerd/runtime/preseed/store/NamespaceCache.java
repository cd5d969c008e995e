package io.quarkiverse.containerd.runtime.preseed.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

import io.quarkiverse.containerd.client.BlobInfo;
import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.client.NamespaceClient;
import io.quarkiverse.containerd.client.StoredImage;
import io.quarkiverse.containerd.runtime.archive.plan.PlannedBlob;

/**
 * What namespaces hold: two questions for many archives, where each would ask for every blob and image of its own. Safe for use
 * by several threads.
 */
public final class NamespaceCache {

    /** Long enough for the archives of one run to be looked at, and no longer than others may take to change something. */
    private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

    private final ContainerdClient containerd;
    private final LongSupplier nanoTime;
    private final Map<String, Contents> contents = new HashMap<>();
    private Namespaces namespaces;
    private boolean written;

    /** @param nanoTime the time, in nanoseconds from any moment */
    public NamespaceCache(ContainerdClient containerd, LongSupplier nanoTime) {
        this.containerd = containerd;
        this.nanoTime = nanoTime;
    }

    private record Namespaces(List<NamespaceClient> all, long taken) {
    }

    /**
     * What a namespace holds.
     *
     * @param taken when it was asked, in nanoseconds from any moment
     */
    public record Contents(Map<Digest, BlobInfo> blobs, Map<String, StoredImage> images, long taken) {
    }

    /** The namespaces that there are now, or were a moment ago; with any that image records have been written into. */
    public synchronized List<NamespaceClient> namespaces() {
        long now = nanoTime.getAsLong();
        if (namespaces == null || written || isStale(namespaces.taken(), now)) {
            namespaces = new Namespaces(containerd.namespaces().stream().map(containerd::namespace).toList(), now);
        }
        return namespaces.all();
    }

    /** What the namespace holds now, or held a moment ago; image records that have been written since are not seen. */
    public synchronized Contents of(NamespaceClient namespace) {
        long now = nanoTime.getAsLong();
        removeStale(now);
        return contents.computeIfAbsent(namespace.name(), name -> read(namespace, now));
    }

    private void removeStale(long now) {
        contents.values().removeIf(known -> isStale(known.taken(), now));
    }

    private static boolean isStale(long taken, long now) {
        return now - taken > FRESH_NANOS;
    }

    /** Whether an image of the namespace has any of these labels now, or had a moment ago and no import has written since. */
    public synchronized boolean haveLabel(NamespaceClient namespace, List<String> keys) {
        removeStale(nanoTime.getAsLong());
        Contents known = contents.get(namespace.name());
        if (written || known == null) {
            return !namespace.images().listByAnyLabel(keys).isEmpty();
        }
        return known.images().values().stream().anyMatch(image -> keys.stream().anyMatch(image.labels()::containsKey));
    }

    /** Asks anew from now on: what namespaces hold has changed. */
    public synchronized void forget() {
        contents.clear();
        namespaces = null;
        written = false;
    }

    /** Notes that an import has written image records: it may have marked others by labels. */
    public synchronized void written() {
        written = true;
    }

    /** Notes blobs that have been brought into a namespace. */
    public synchronized void add(NamespaceClient namespace, Collection<PlannedBlob> blobs) {
        Contents known = contents.get(namespace.name());
        if (known != null) {
            Instant now = Instant.now();
            blobs.forEach(blob -> known.blobs().put(blob.descriptor().digest(), new BlobInfo(blob.descriptor().digest(),
                    blob.descriptor().size(), blob.labels(), now, now)));
        }
    }

    private static Contents read(NamespaceClient namespace, long now) {
        Map<Digest, BlobInfo> blobs = new ConcurrentHashMap<>();
        namespace.content().list().forEach(blob -> blobs.put(blob.digest(), blob));
        // after the blobs: an image that is there keeps those it needs
        Map<String, StoredImage> images = namespace.images().list().stream()
                .collect(Collectors.toMap(StoredImage::name, Function.identity()));
        return new Contents(blobs, images, now);
    }
}
