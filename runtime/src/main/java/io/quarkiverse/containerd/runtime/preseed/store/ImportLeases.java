package io.quarkiverse.containerd.runtime.preseed.store;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import org.jboss.logging.Logger;

import io.quarkiverse.containerd.client.NamespaceClient;
import io.quarkiverse.containerd.runtime.grpc.SharedCalls;

/** The leases of the imports that are under way. Safe for use by several threads. */
public final class ImportLeases {

    /** The label of the preseed's leases, by which those of interrupted imports are found. */
    static final String LABEL = "io.quarkiverse.containerd/preseed";
    static final String VALUE = "true";
    public static final Map<String, String> LABELS = Map.of(LABEL, VALUE);

    private static final Logger LOG = Logger.getLogger(ImportLeases.class);

    private final Duration expiry;
    private final InstantSource clock;
    private final Map<String, ImportLease> newest = new HashMap<>();
    private final SharedCalls<String, ImportLease> creations = new SharedCalls<>();

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
    public ImportLease join(NamespaceClient namespace, Duration transfer) {
        Optional<ImportLease> joined = joinNewest(namespace, transfer);
        while (joined.isEmpty()) {
            creations.call(namespace.name(), () -> create(namespace, transfer));
            joined = joinNewest(namespace, transfer);
        }
        return joined.get();
    }

    private synchronized Optional<ImportLease> joinNewest(NamespaceClient namespace, Duration transfer) {
        Optional<ImportLease> lease = Optional.ofNullable(newest.get(namespace.name())).filter(
                known -> !known.expires().isBefore(clock.instant().plus(transfer).plus(expiry.dividedBy(2))));
        lease.ifPresent(known -> known.users++);
        return lease;
    }

    private ImportLease create(NamespaceClient namespace, Duration transfer) {
        Duration life = expiry.plus(transfer);
        ImportLease lease = new ImportLease(this, namespace.leases().create(life, LABELS), clock.instant().plus(life));
        Optional<ImportLease> unused;
        synchronized (this) {
            unused = Optional.ofNullable(newest.put(namespace.name(), lease)).filter(replaced -> replaced.users == 0);
        }
        unused.ifPresent(ImportLease::delete);
        return lease;
    }

    boolean hasExpired(ImportLease lease) {
        return !clock.instant().isBefore(lease.expires());
    }

    void leave(ImportLease lease) {
        synchronized (this) {
            lease.users--;
            if (lease.users > 0) {
                return;
            }
            newest.values().remove(lease);
        }
        if (lease.isKept()) {
            LOG.infof(
                    "An import was interrupted: the lease %s keeps what it has brought until %s, for the next run to go on with",
                    lease.id(), lease.expires());
        } else {
            lease.delete();
        }
    }
}
