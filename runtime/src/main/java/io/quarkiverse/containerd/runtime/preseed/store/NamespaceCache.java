package io.quarkiverse.containerd.runtime.preseed.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
import io.quarkiverse.containerd.runtime.content.LostBlobs;
import io.quarkiverse.containerd.runtime.grpc.SharedCalls;

/**
 * A cache of what namespaces contain, for about a second, and longer where it takes long to read: a few calls for many
 * archives,
 * instead of one for each blob and image of each. Safe for use by several threads.
 */
public final class NamespaceCache {

    /** Long enough to look at all archives of a run, and short enough that changes by others are rare. */
    private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();
    /** How many times as long as it has taken to read, so that reading is a small part of loading thousands of archives. */
    private static final long FRESH_TIMES = 20;

    private final ContainerdClient containerd;
    private final LostBlobs lost;
    private final LongSupplier nanoTime;
    private final SharedCalls<String, Contents> readings = new SharedCalls<>();
    private final Map<String, Contents> contents = new HashMap<>();
    /** The blobs that have been added to the namespaces that are being read. */
    private final Map<String, Map<Digest, BlobInfo>> added = new HashMap<>();
    private Namespaces namespaces;
    private boolean written;
    /** Counts changes of what namespaces contain, but for what is added: what was read before one is not kept. */
    private long changes;

    /** @param nanoTime the time in nanoseconds since any fixed moment */
    public NamespaceCache(ContainerdClient containerd, LongSupplier nanoTime) {
        this(containerd, new LostBlobs(containerd), nanoTime);
    }

    /**
     * @param lost finds blobs that count as absent
     * @param nanoTime the time in nanoseconds since any fixed moment
     */
    public NamespaceCache(ContainerdClient containerd, LostBlobs lost, LongSupplier nanoTime) {
        this.containerd = containerd;
        this.lost = lost;
        this.nanoTime = nanoTime;
    }

    private record Namespaces(List<NamespaceClient> all, long taken) {
    }

    /**
     * The contents of a namespace.
     *
     * @param blobs the blobs whose files are there
     * @param lost the blobs that containerd knows, and whose files are lost
     * @param until the time until which this counts as fresh, in nanoseconds
     */
    public record Contents(Map<Digest, BlobInfo> blobs, Set<Digest> lost, Map<String, StoredImage> images, long until) {
    }

    /** Returns the namespaces that exist now or did a moment ago, with those that image records have been written into. */
    public List<NamespaceClient> namespaces() {
        long now = nanoTime.getAsLong();
        Namespaces known;
        long before;
        synchronized (this) {
            known = written ? null : namespaces;
            before = changes;
        }
        if (known != null && now - known.taken() <= FRESH_NANOS) {
            return known.all();
        }
        Namespaces read = new Namespaces(containerd.namespaces().stream().map(containerd::namespace).toList(), now);
        synchronized (this) {
            namespaces = before == changes ? read : null;
        }
        return read.all();
    }

    /** Returns what a namespace contains now or did a moment ago, without image records that were written since. */
    public Contents of(NamespaceClient namespace) {
        Optional<Contents> known = known(namespace);
        return known.isPresent() ? known.get()
                : readings.call(namespace.name(), () -> known(namespace).orElseGet(() -> take(namespace)));
    }

    private synchronized Optional<Contents> known(NamespaceClient namespace) {
        removeStale(nanoTime.getAsLong());
        return Optional.ofNullable(contents.get(namespace.name()));
    }

    private Contents take(NamespaceClient namespace) {
        long before = begin(namespace);
        try {
            Contents read = read(namespace);
            keep(namespace, read, before);
            return read;
        } finally {
            end(namespace);
        }
    }

    private synchronized long begin(NamespaceClient namespace) {
        added.put(namespace.name(), new HashMap<>());
        return changes;
    }

    private synchronized void keep(NamespaceClient namespace, Contents read, long before) {
        if (before == changes) {
            read.blobs().putAll(added.get(namespace.name()));
            contents.put(namespace.name(), read);
        }
    }

    private synchronized void end(NamespaceClient namespace) {
        added.remove(namespace.name());
    }

    private void removeStale(long now) {
        contents.values().removeIf(known -> now - known.until() > 0);
    }

    /** Whether an image of the namespace has any of these labels now, or had a moment ago and no import has written since. */
    public boolean haveLabel(NamespaceClient namespace, List<String> keys) {
        Optional<Contents> known = isWritten() ? Optional.empty() : known(namespace);
        if (known.isEmpty()) {
            return !namespace.images().listByAnyLabel(keys).isEmpty();
        }
        return known.get().images().values().stream()
                .anyMatch(image -> keys.stream().anyMatch(image.labels()::containsKey));
    }

    private synchronized boolean isWritten() {
        return written;
    }

    /** Forgets all, because what namespaces contain has changed. */
    public synchronized void forget() {
        changes++;
        contents.clear();
        namespaces = null;
        written = false;
    }

    /** Notes that an import has written image records, and may have labelled others. */
    public synchronized void written() {
        written = true;
    }

    /** Adds blobs that have been sent into a namespace. */
    public synchronized void add(NamespaceClient namespace, Collection<PlannedBlob> blobs) {
        Instant now = Instant.now();
        Map<Digest, BlobInfo> sent = new HashMap<>();
        blobs.forEach(blob -> sent.put(blob.descriptor().digest(), new BlobInfo(blob.descriptor().digest(),
                blob.descriptor().size(), blob.labels(), now, now)));
        Optional.ofNullable(contents.get(namespace.name())).ifPresent(known -> known.blobs().putAll(sent));
        Optional.ofNullable(added.get(namespace.name())).ifPresent(known -> known.putAll(sent));
    }

    private Contents read(NamespaceClient namespace) {
        long begun = nanoTime.getAsLong();
        Map<Digest, BlobInfo> blobs = new ConcurrentHashMap<>();
        namespace.content().list().forEach(blob -> blobs.put(blob.digest(), blob));
        Set<Digest> gone = lost.among(blobs.values());
        blobs.keySet().removeAll(gone);
        // after the blobs, as an image that exists keeps those it needs
        Map<String, StoredImage> images = namespace.images().list().stream()
                .collect(Collectors.toMap(StoredImage::name, Function.identity()));
        long now = nanoTime.getAsLong();
        return new Contents(blobs, gone, images, now + Math.max(FRESH_NANOS, FRESH_TIMES * (now - begun)));
    }
}
