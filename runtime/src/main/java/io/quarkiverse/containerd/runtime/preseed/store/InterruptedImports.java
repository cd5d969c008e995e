package io.quarkiverse.containerd.runtime.preseed.store;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.quarkiverse.containerd.client.Ingest;
import io.quarkiverse.containerd.client.NamespaceClient;
import io.quarkiverse.containerd.runtime.content.BlobPlacement;

/**
 * What imports have left that were interrupted, for example because the daemon or containerd died. Their leases keep the blobs
 * that were complete, so that those need not be brought again. For one thread.
 */
public final class InterruptedImports {

    private final Map<NamespaceClient, List<String>> leases = new LinkedHashMap<>();
    private final BlobPlacement placement;
    /** A namespace; empty if there is none, or all is to be left alone. */
    private final Optional<NamespaceClient> any;

    private InterruptedImports(BlobPlacement placement, Optional<NamespaceClient> any) {
        this.placement = placement;
        this.any = any;
    }

    /** Returns that there are none, or that they are to be left alone. */
    public static InterruptedImports none(BlobPlacement placement) {
        return new InterruptedImports(placement, Optional.empty());
    }

    /** Finds them, and removes their ingests, which nobody resumes. */
    public static InterruptedImports find(Collection<NamespaceClient> namespaces, BlobPlacement placement) {
        InterruptedImports interrupted = new InterruptedImports(placement, namespaces.stream().findFirst());
        for (NamespaceClient namespace : namespaces) {
            List<String> leases = namespace.leases().listByLabel(ImportLeases.LABEL, ImportLeases.VALUE);
            if (!leases.isEmpty()) {
                abortIngests(namespace, leases);
                interrupted.leases.put(namespace, leases);
            }
        }
        return interrupted;
    }

    private static void abortIngests(NamespaceClient namespace, List<String> leases) {
        for (Ingest ingest : namespace.content().ingests()) {
            if (leases.stream().anyMatch(lease -> ingest.ref().startsWith(lease + "-"))) {
                namespace.content().abort(ingest.ref());
            }
        }
    }

    /** Returns the number of their leases by namespace. */
    public Map<String, Integer> leases() {
        Map<String, Integer> numbers = new LinkedHashMap<>();
        leases.forEach((namespace, ids) -> numbers.put(namespace.name(), ids.size()));
        return numbers;
    }

    /**
     * Has containerd collect files of no blob, then deletes the leases and has it collect what no image needs. If this is
     * interrupted, the next run finds the leases and does it again.
     */
    public void release() {
        any.ifPresent(namespace -> placement.collectLeftovers(namespace, !leases.isEmpty()));
        int left = leases.values().stream().mapToInt(List::size).sum();
        for (Map.Entry<NamespaceClient, List<String>> kept : leases.entrySet()) {
            for (String lease : kept.getValue()) {
                left--;
                // one collection is enough for all of them
                kept.getKey().leases().delete(lease, left == 0);
            }
        }
        leases.clear();
    }
}
