package io.quarkiverse.containerd.runtime.preseed;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.client.StoredImage;
import io.quarkiverse.containerd.logs.NodeLogger;
import io.quarkiverse.containerd.runtime.preseed.directory.PreseedArchive;

/**
 * The look at the images of archives that have been loaded: others remove them, as the kubelet does when the disk gets full, or
 * replace them. Safe for use by several threads.
 */
final class LoadedImages {

    private final Supplier<ContainerdClient> client;
    private final PreseedStatus statuses;
    private final boolean reload;
    private final AtomicBoolean rescan = new AtomicBoolean();
    private final AtomicBoolean damaged = new AtomicBoolean();
    private final LostFiles lost;
    /** Whether the files of blobs are to be looked at as soon as no load is under way. */
    private boolean looksForFiles;

    /** @param reload whether a rescan has archives loaded again whose images were removed */
    LoadedImages(Supplier<ContainerdClient> client, PreseedStatus statuses, boolean reload) {
        this.client = client;
        this.statuses = statuses;
        this.reload = reload;
        this.lost = new LostFiles(client);
    }

    /** Notes that blobs have been found damaged, which may be those of archives that have been loaded. */
    void damaged() {
        damaged.set(true);
    }

    /** Notes that the directory is to be scanned by schedule. */
    void rescan() {
        rescan.set(true);
    }

    /**
     * Looks at the images of all archives that have been loaded, and warns of what is newly gone.
     *
     * @throws io.quarkiverse.containerd.client.ContainerdException if containerd does not answer
     */
    void look(NodeLogger log) {
        Map<Path, GoneImages> before = statuses.gone();
        Map<Path, GoneImages> gone = new HashMap<>();
        Map<String, List<ArchiveStatus>> loaded = statuses.archives().stream().filter(ArchiveStatus::hasImages)
                .collect(Collectors.groupingBy(status -> status.archive().namespace()));
        loaded.forEach((namespace, archives) -> {
            Map<String, String> stored = client.get().namespace(namespace).images().list().stream()
                    .collect(Collectors.toMap(StoredImage::name, image -> image.target().digest()));
            archives.forEach(status -> GoneImages.of(status.outcome(), stored, statuses.now())
                    .ifPresent(found -> gone.put(status.archive().file(), found)));
        });
        gone.replaceAll((file, found) -> found.isAsBefore(before.get(file)) ? before.get(file) : found);
        statuses.gone(gone);
        statuses.archives().forEach(status -> {
            GoneImages found = gone.get(status.archive().file());
            if (found != null && found.isOf(status.outcome()) && found != before.get(status.archive().file())) {
                log.warnf("images of %s are gone: %s", status.archive().path(), found.sentence());
            }
        });
    }

    /**
     * Returns the archives to load again: all that have been loaded if blobs are damaged, which finds out what is missing; and
     * if a rescan is due, those that have lost files of blobs, and those whose images were removed, if they are to be loaded
     * again. For one thread.
     */
    Set<PreseedArchive> toReload(NodeLogger log) {
        // a load that is under way may have begun before the damage was found
        boolean quiet = statuses.archives().stream().noneMatch(ArchiveStatus::isLoading);
        if (quiet && damaged.getAndSet(false)) {
            return archives(ArchiveStatus::isLoaded);
        }
        boolean due = rescan.getAndSet(false);
        Set<PreseedArchive> again = due && reload ? removed(log) : new HashSet<>();
        looksForFiles |= due;
        if (quiet && looksForFiles) {
            looksForFiles = false;
            again.addAll(lost.newlyIn(statuses.archives().stream().filter(ArchiveStatus::isLoaded).toList()));
        }
        return again;
    }

    private Set<PreseedArchive> removed(NodeLogger log) {
        look(log);
        Map<Path, GoneImages> gone = statuses.gone();
        return archives(status -> {
            GoneImages found = gone.get(status.archive().file());
            return found != null && found.isOf(status.outcome()) && !found.removed().isEmpty();
        });
    }

    private Set<PreseedArchive> archives(Predicate<ArchiveStatus> wanted) {
        return statuses.archives().stream().filter(wanted).map(ArchiveStatus::archive).collect(Collectors.toSet());
    }
}
