package io.quarkiverse.containerd.runtime.preseed;

import java.util.List;
import java.util.stream.Collectors;

import io.quarkiverse.containerd.client.NamespaceClient;
import io.quarkiverse.containerd.runtime.preseed.images.ImageRetention;
import io.quarkiverse.containerd.runtime.preseed.store.InterruptedImports;
import io.quarkiverse.containerd.runtime.preseed.store.NamespaceCache;

/** Removes what archives have brought that are gone, have changed or have failed. For one thread. */
final class Sweeper {

    private final ImageRetention retention;
    private final InterruptedImports interrupted;
    private final NamespaceCache cache;
    private final PreseedLog log;

    /** @param interrupted what earlier runs have left, which this one goes on with */
    Sweeper(ImageRetention retention, InterruptedImports interrupted, NamespaceCache cache,
            PreseedLog log) {
        this.retention = retention;
        this.interrupted = interrupted;
        this.cache = cache;
        this.log = log;
    }

    /** Notes that the contents of namespaces may have changed. */
    void contentChanged() {
        cache.forget();
    }

    /** Releases what interrupted imports have left, as each archive has been loaded or has failed for a reason of its own. */
    void releaseInterrupted() {
        interrupted.release();
    }

    /** Unpins and removes images, in namespaces whose archives have all been loaded. */
    void sweep(List<ArchiveStatus> archives) {
        for (NamespaceClient namespace : cache.namespaces()) {
            if (!retention.hasMarked(namespace, cache)) {
                continue;
            }
            List<ArchiveStatus> present = archives.stream()
                    .filter(status -> status.archive().namespace().equals(namespace.name())).toList();
            if (present.stream().allMatch(ArchiveStatus::isLoaded)) {
                log.swept(namespace.name(), retention.sweep(namespace,
                        present.stream().collect(Collectors.toMap(ArchiveStatus::archive, ArchiveStatus::images))));
            } else {
                log.notSwept(namespace.name());
            }
        }
        cache.forget();
    }
}
