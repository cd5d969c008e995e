package io.quarkiverse.containerd.runtime.preseed.load;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.runtime.oci.ImageRecord;
import io.quarkiverse.containerd.runtime.preseed.directory.PreseedArchive;

/**
 * Which archive of a run brings which image. Of those that bring the same name the one whose path is last counts, in whatever
 * order they are loaded. Safe for use by several threads.
 */
public final class ImageOwners {

    private final ReentrantLock lock = new ReentrantLock();

    /** By namespace and name: the targets by the paths of the archives that bring them. */
    private final SortedMap<String, SortedMap<String, Digest>> images = new TreeMap<>();

    /** Notes the images of an archive. @return those that are this archive's, as far as is known by now */
    List<ImageRecord> claim(PreseedArchive archive, List<ImageRecord> records) {
        lock.lock();
        try {
            return records.stream().filter(record -> claim(archive, record)).toList();
        } finally {
            lock.unlock();
        }
    }

    private boolean claim(PreseedArchive archive, ImageRecord record) {
        // no namespace's name has a space
        SortedMap<String, Digest> claims = images.computeIfAbsent(archive.namespace() + " " + record.name(),
                name -> new TreeMap<>());
        claims.put(archive.path(), record.target().digest());
        return claims.lastKey().equals(archive.path());
    }

    /** Hands over the records of those images that are this archive's, while no other archive's are written. */
    void write(PreseedArchive archive, List<ImageRecord> records, Consumer<ImageRecord> writer) {
        lock.lock();
        try {
            claim(archive, records).forEach(writer);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Forgets what archives have brought.
     *
     * @return the paths of the other archives that bring an image of the same name
     */
    public Set<String> forget(Collection<String> paths) {
        lock.lock();
        try {
            Set<String> others = new HashSet<>();
            for (SortedMap<String, Digest> claims : images.values()) {
                if (claims.keySet().removeAll(paths)) {
                    others.addAll(claims.keySet());
                }
            }
            images.values().removeIf(SortedMap::isEmpty);
            return others;
        } finally {
            lock.unlock();
        }
    }

    /** A sentence for each image that several archives have brought with different content. */
    public List<String> warnings() {
        lock.lock();
        try {
            List<String> warnings = new ArrayList<>();
            images.forEach((image, claims) -> claims.entrySet().stream()
                    .filter(claim -> !claim.getValue().equals(claims.get(claims.lastKey()))).map(Map.Entry::getKey)
                    .forEach(path -> warnings.add("image " + image.substring(image.indexOf(' ') + 1) + " is in " + path
                            + " and, with other content, in " + claims.lastKey() + ", which counts: remove one")));
            return warnings;
        } finally {
            lock.unlock();
        }
    }
}
