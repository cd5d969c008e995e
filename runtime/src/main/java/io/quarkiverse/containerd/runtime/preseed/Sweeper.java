package io.quarkiverse.containerd.runtime.preseed;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.quarkiverse.containerd.client.NamespaceClient;
import io.quarkiverse.containerd.runtime.preseed.directory.PreseedArchive;
import io.quarkiverse.containerd.runtime.preseed.images.ImageRetention;
import io.quarkiverse.containerd.runtime.preseed.load.ImageClaims;
import io.quarkiverse.containerd.runtime.preseed.store.InterruptedImports;
import io.quarkiverse.containerd.runtime.preseed.store.NamespaceCache;

/** Withdraws and removes what archives have brought that are gone, have changed or have failed. For one thread. */
final class Sweeper {

    private final ImageRetention retention;
    private final ImageClaims claims;
    private final InterruptedImports interrupted;
    private final NamespaceCache cache;
    private final PreseedLog log;

    /** @param interrupted what earlier runs have left, which this one goes on with */
    Sweeper(ImageRetention retention, ImageClaims claims, InterruptedImports interrupted, NamespaceCache cache,
            PreseedLog log) {
        this.retention = retention;
        this.claims = claims;
        this.interrupted = interrupted;
        this.cache = cache;
        this.log = log;
    }

    /**
     * Withdraws the claims of archives to names of images.
     *
     * @return the archives that bring an image of the same name, which may be theirs now, and have to be loaded again
     */
    Set<PreseedArchive> withdraw(Collection<PreseedArchive> archives) {
        return claims.withdraw(archives);
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

    /** Warns of images that several archives bring with different content. */
    void warnOfConflicts() {
        log.conflicts(claims.conflicts());
    }
}
