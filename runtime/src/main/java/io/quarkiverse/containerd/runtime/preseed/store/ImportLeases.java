package io.quarkiverse.containerd.runtime.preseed.store;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

import io.quarkiverse.containerd.client.NamespaceClient;

/** The leases of the imports that are under way. Safe for use by several threads. */
public final class ImportLeases {

    /** The label of the preseed's leases, by which those of interrupted imports are found. */
    static final String LABEL = "io.quarkiverse.containerd/preseed";
    static final String VALUE = "true";
    public static final Map<String, String> LABELS = Map.of(LABEL, VALUE);

    private final Duration expiry;
    private final InstantSource clock;
    private final Map<String, ImportLease> newest = new HashMap<>();

    /** @param expiry the time after which containerd may collect the content of an interrupted import */
    public ImportLeases(Duration expiry, InstantSource clock) {
        this.expiry = expiry;
        this.clock = clock;
    }

    /**
     * Joins the lease of the imports into this namespace, or makes one.
     *
     * @param transfer the longest time that the import may take; the lease lives longer than that
     */
    public synchronized ImportLease join(NamespaceClient namespace, Duration transfer) {
        ImportLease lease = newest.get(namespace.name());
        if (lease == null || lease.expires().isBefore(clock.instant().plus(transfer).plus(expiry.dividedBy(2)))) {
            Duration life = expiry.plus(transfer);
            lease = new ImportLease(this, namespace.leases().create(life, LABELS), clock.instant().plus(life));
            newest.put(namespace.name(), lease);
        }
        lease.users++;
        return lease;
    }

    void leave(ImportLease lease) {
        synchronized (this) {
            lease.users--;
            if (lease.users > 0) {
                return;
            }
            newest.values().remove(lease);
        }
        if (!lease.isKept()) {
            lease.delete();
        }
    }
}
