package io.quarkiverse.containerd.runtime.preseed.store;

import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import io.quarkiverse.containerd.client.ContentStore;
import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.client.ImageStore;
import io.quarkiverse.containerd.client.Lease;

/**
 * A lease that the imports of a namespace share, so that they need not make one each. It is deleted when the last of them
 * leaves, unless one was interrupted. Safe for use by several threads.
 */
public final class ImportLease implements AutoCloseable {

    private final ImportLeases leases;
    private final Lease lease;
    private final Instant expires;
    private final Set<Digest> held = ConcurrentHashMap.newKeySet();

    private volatile boolean kept;

    /** Guarded by {@link #leases}. */
    int users;

    ImportLease(ImportLeases leases, Lease lease, Instant expires) {
        this.leases = leases;
        this.lease = lease;
        this.expires = expires;
    }

    /** Returns the name of the ingest that writes a blob, which no other lease and no other blob has. */
    public String ref(Digest digest) {
        return lease.id() + "-" + digest;
    }

    public ContentStore content() {
        return lease.content();
    }

    public ImageStore images() {
        return lease.images();
    }

    String id() {
        return lease.id();
    }

    Instant expires() {
        return expires;
    }

    /** Notes that a blob is on the lease because it was written through it. */
    public void addWritten(Digest digest) {
        held.add(digest);
    }

    /**
     * Puts blobs on the lease. As they may have been collected before that, this asks once more for those that were not on it.
     *
     * @return the blobs that exist, and are protected now
     */
    public Set<Digest> protect(Collection<Digest> digests) {
        List<Digest> added = digests.stream().filter(digest -> !held.contains(digest)).toList();
        lease.addContent(added);
        held.addAll(lease.content().infos(added).keySet());
        return digests.stream().filter(held::contains).collect(Collectors.toSet());
    }

    /**
     * Requires that the lease still protects what it has been given. It does no longer if the clock of the system was set
     * forward, as it often is while a machine boots: containerd may have collected any of it since.
     */
    public void requireAlive() throws IOException {
        if (leases.hasExpired(this)) {
            throw new IOException("the lease of the import, which was to live until " + expires + ", has expired: the clock of"
                    + " the system was set, or the disk is very slow");
        }
    }

    /** Lets the lease stay, as an import was interrupted: the next run goes on with what is there. */
    public void keep() {
        kept = true;
    }

    boolean isKept() {
        return kept;
    }

    void delete() {
        lease.close();
    }

    /** Leaves the lease; the last one deletes it, unless it is to be kept. */
    @Override
    public void close() {
        leases.leave(this);
    }
}
