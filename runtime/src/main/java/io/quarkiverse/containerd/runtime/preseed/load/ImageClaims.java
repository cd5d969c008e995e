package io.quarkiverse.containerd.runtime.preseed.load;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
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
import io.quarkiverse.containerd.runtime.preseed.store.KeyedLocks;
import io.quarkiverse.containerd.runtime.text.BoundedText;

/**
 * Claims of the archives of a run to names of images. Of the archives that claim the same name required ones win over others,
 * and of these the last one by path, in whatever order they are loaded. Safe for use by several threads.
 */
public final class ImageClaims {

    private static final Comparator<PreseedArchive> BY_RANK = Comparator.comparing(PreseedArchive::required)
            .thenComparing(PreseedArchive::file);

    private final ReentrantLock lock = new ReentrantLock();
    private final SortedMap<Name, SortedMap<PreseedArchive, Digest>> claims = new TreeMap<>();
    /** A lock for each record that is being written. */
    private final KeyedLocks writing = new KeyedLocks();

    private record Name(String namespace, String image) implements Comparable<Name> {

        private static final Comparator<Name> ORDER = Comparator.comparing(Name::namespace).thenComparing(Name::image);

        @Override
        public int compareTo(Name other) {
            return ORDER.compare(this, other);
        }
    }

    /** Claims the names of an archive's images. @return the images whose names the archive has won so far */
    List<ImageRecord> claim(PreseedArchive archive, List<ImageRecord> images) {
        lock.lock();
        try {
            return images.stream().filter(image -> claim(archive, image)).toList();
        } finally {
            lock.unlock();
        }
    }

    private boolean claim(PreseedArchive archive, ImageRecord image) {
        SortedMap<PreseedArchive, Digest> rivals = claims.computeIfAbsent(name(archive, image), name -> new TreeMap<>(BY_RANK));
        rivals.put(archive, image.target().digest());
        return rivals.lastKey().file().equals(archive.file());
    }

    /**
     * Passes the images that the archive has won to the writer, one after the other. Meanwhile no other archive writes an image
     * of the same name; images of other names do not wait.
     */
    void write(PreseedArchive archive, List<ImageRecord> images, Consumer<ImageRecord> writer) throws InterruptedException {
        for (ImageRecord image : claim(archive, images)) {
            try (KeyedLocks.Holder holder = writing.lock(name(archive, image))) {
                // a rival may have claimed the name meanwhile, and may even have written its image
                if (hasWon(archive, image)) {
                    writer.accept(image);
                }
            }
        }
    }

    private boolean hasWon(PreseedArchive archive, ImageRecord image) {
        return !claim(archive, List.of(image)).isEmpty();
    }

    private static Name name(PreseedArchive archive, ImageRecord image) {
        return new Name(archive.namespace(), image.name());
    }

    /**
     * Withdraws the claims of archives.
     *
     * @return the other archives that claim one of these names, and may have won it now
     */
    public Set<PreseedArchive> withdraw(Collection<PreseedArchive> archives) {
        lock.lock();
        try {
            Set<PreseedArchive> rivals = new HashSet<>();
            for (SortedMap<PreseedArchive, Digest> names : claims.values()) {
                boolean claimed = false;
                for (PreseedArchive archive : archives) {
                    claimed |= names.remove(archive) != null;
                }
                if (claimed) {
                    rivals.addAll(names.keySet());
                }
            }
            claims.values().removeIf(SortedMap::isEmpty);
            return rivals;
        } finally {
            lock.unlock();
        }
    }

    /** Returns a sentence for each name that several archives claim with different content. */
    public List<String> conflicts() {
        lock.lock();
        try {
            List<String> conflicts = new ArrayList<>();
            claims.forEach((name, rivals) -> {
                PreseedArchive winner = rivals.lastKey();
                rivals.entrySet().stream().filter(claim -> !claim.getValue().equals(rivals.get(winner)))
                        .map(Map.Entry::getKey)
                        .forEach(loser -> conflicts.add("image " + BoundedText.name(name.image()) + " is in " + loser.path()
                                + " and, with other content, in " + winner.path() + ", which wins: remove one of them"));
            });
            return conflicts;
        } finally {
            lock.unlock();
        }
    }
}
