package io.quarkiverse.containerd.preseed;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The archives that have been loaded in this incarnation, and what they brought. Safe for use by several threads. */
final class LoadedArchives {

    private final Map<String, Loaded> byPath = new HashMap<>();
    private final ImageOwners owners = new ImageOwners();

    /** Which of them counts where several bring the same image. */
    ImageOwners owners() {
        return owners;
    }

    synchronized void add(PreseedArchive archive, Collection<String> names) {
        byPath.put(archive.path(), new Loaded(archive.namespace(), archive.version(), Set.copyOf(names)));
    }

    /** Whether the archive has been loaded and is as it was then. */
    synchronized boolean contains(PreseedArchive archive) {
        Loaded loaded = byPath.get(archive.path());
        return loaded != null && loaded.version().equals(archive.version());
    }

    /** The image records that a loaded archive brought. */
    synchronized Set<String> names(PreseedArchive archive) {
        return byPath.get(archive.path()).names();
    }

    /**
     * Forgets the archives that have gone or changed. Others that bring an image of the same name are forgotten with them: that
     * name may be theirs now.
     *
     * @return the paths of all that are forgotten
     */
    synchronized Set<String> retain(List<PreseedArchive> present) {
        Set<String> forgotten = new HashSet<>(byPath.keySet());
        present.stream().filter(this::contains).forEach(archive -> forgotten.remove(archive.path()));
        Set<List<String>> loose = new HashSet<>();
        forgotten.forEach(path -> loose.addAll(byPath.get(path).images()));
        byPath.forEach((path, loaded) -> {
            if (loaded.images().stream().anyMatch(loose::contains)) {
                forgotten.add(path);
            }
        });
        byPath.keySet().removeAll(forgotten);
        owners.forget(forgotten);
        return forgotten;
    }

    private record Loaded(String namespace, String version, Set<String> names) {

        Set<List<String>> images() {
            Set<List<String>> images = new HashSet<>();
            names.forEach(name -> images.add(List.of(namespace, name)));
            return images;
        }
    }
}
