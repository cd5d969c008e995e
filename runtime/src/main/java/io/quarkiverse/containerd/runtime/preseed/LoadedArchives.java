package io.quarkiverse.containerd.runtime.preseed;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.quarkiverse.containerd.runtime.preseed.directory.PreseedArchive;
import io.quarkiverse.containerd.runtime.preseed.load.ImageOwners;

/** The archives that have been loaded, and what they brought. For one thread. */
final class LoadedArchives {

    private final ImageOwners owners;
    private final Map<String, Loaded> byPath = new HashMap<>();

    /** @param owners which of them counts where several bring the same image */
    LoadedArchives(ImageOwners owners) {
        this.owners = owners;
    }

    void add(PreseedArchive archive, Collection<String> names) {
        byPath.put(archive.path(), new Loaded(archive.version(), Set.copyOf(names)));
    }

    /** Whether the archive has been loaded and is as it was then. */
    boolean contains(PreseedArchive archive) {
        Loaded loaded = byPath.get(archive.path());
        return loaded != null && loaded.version().equals(archive.version());
    }

    /** The image records that a loaded archive brought. */
    Set<String> names(PreseedArchive archive) {
        return byPath.get(archive.path()).names();
    }

    /** A sentence for each image that several archives have brought with different content. */
    List<String> warnings() {
        return owners.warnings();
    }

    /** An archive could not be loaded: the images it would have brought are those of other archives. */
    void release(PreseedArchive archive) {
        forget(Set.of(archive.path()));
    }

    /**
     * Forgets the archives that have gone or changed.
     *
     * @return whether there are any
     */
    boolean retain(List<PreseedArchive> present) {
        Set<String> gone = new HashSet<>(byPath.keySet());
        present.stream().filter(this::contains).forEach(archive -> gone.remove(archive.path()));
        forget(gone);
        return !gone.isEmpty();
    }

    /** Others that bring an image of the same name are loaded again: it may be theirs now. */
    private void forget(Set<String> paths) {
        byPath.keySet().removeAll(paths);
        byPath.keySet().removeAll(owners.forget(paths));
    }

    private record Loaded(String version, Set<String> names) {
    }
}
