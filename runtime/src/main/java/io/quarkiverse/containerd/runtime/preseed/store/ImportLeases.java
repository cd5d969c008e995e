package io.quarkiverse.containerd.runtime.preseed.store;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.quarkiverse.containerd.client.Ingest;
import io.quarkiverse.containerd.client.NamespaceClient;

/** The leases of the imports that are under way. Safe for use by several threads. */
public final class ImportLeases {

    /** The label of the preseed's leases, by which those that a crash has left are found. */
    private static final String LABEL = "io.quarkiverse.containerd/preseed";
    private static final String VALUE = "true";
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
        lease.delete();
    }

    /**
     * Removes what interrupted imports have left: their ingests, which nobody resumes, and their leases, so that containerd
     * collects the rest.
     *
     * @return the number of leases
     */
    public static int releaseLeftovers(NamespaceClient namespace) {
        List<String> leases = namespace.leases().listByLabel(LABEL, VALUE);
        for (String lease : leases) {
            for (Ingest ingest : namespace.content().ingests()) {
                if (ingest.ref().startsWith(lease + "-")) {
                    namespace.content().abort(ingest.ref());
                }
            }
            namespace.leases().delete(lease, false);
        }
        return leases.size();
    }
}
