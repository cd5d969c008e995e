package io.quarkiverse.containerd.client;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The leases of a namespace. */
public interface LeaseStore {

    /**
     * Creates a lease, which protects what is written through it from garbage collection.
     *
     * @param expiry the time after which containerd ignores the lease, should it never be closed
     * @param labels further labels of the lease
     */
    Lease create(Duration expiry, Map<String, String> labels);

    /** Returns the ids of all leases. */
    List<String> list();

    /** Returns the ids of the leases with this label and value. */
    List<String> listByLabel(String key, String value);

    /**
     * Deletes a lease; does nothing if it does not exist.
     *
     * @param collect whether to wait until the content it protected has been garbage-collected
     */
    void delete(String id, boolean collect);
}
