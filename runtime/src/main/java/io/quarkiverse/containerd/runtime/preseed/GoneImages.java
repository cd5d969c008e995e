package io.quarkiverse.containerd.runtime.preseed;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

import io.quarkiverse.containerd.runtime.text.BoundedText;

/**
 * The images of an archive that has been loaded which containerd no longer has.
 *
 * @param outcome the load that brought them; the next one brings them again
 * @param removed the names that containerd no longer has
 * @param replaced the names that others have given to another image
 * @param at when that was noticed
 */
record GoneImages(ArchiveStatus.Outcome outcome, SortedSet<String> removed, SortedSet<String> replaced, Instant at) {

    /**
     * Compares what a load brought with what containerd has.
     *
     * @param stored the digests of the images of the archive's namespace by their names
     * @return empty if nothing is gone
     */
    static Optional<GoneImages> of(ArchiveStatus.Outcome outcome, Map<String, String> stored, Instant now) {
        SortedSet<String> removed = new TreeSet<>();
        SortedSet<String> replaced = new TreeSet<>();
        outcome.result().imported().images().forEach((name, digest) -> {
            String found = stored.get(name);
            if (found == null) {
                removed.add(name);
            } else if (!found.equals(digest.value())) {
                replaced.add(name);
            }
        });
        return removed.isEmpty() && replaced.isEmpty() ? Optional.empty()
                : Optional.of(new GoneImages(outcome, removed, replaced, now));
    }

    /** Whether it is about the same load and the same images. */
    boolean isAsBefore(GoneImages earlier) {
        return earlier != null && isOf(earlier.outcome()) && removed.equals(earlier.removed())
                && replaced.equals(earlier.replaced());
    }

    /** Whether it is about a load, and not about an earlier one. */
    boolean isOf(ArchiveStatus.Outcome load) {
        return outcome == load;
    }

    String sentence() {
        List<String> parts = new ArrayList<>();
        if (!removed.isEmpty()) {
            parts.add("no longer in containerd: " + BoundedText.names(removed));
        }
        if (!replaced.isEmpty()) {
            parts.add("replaced in containerd by other images of the same name: " + BoundedText.names(replaced));
        }
        return String.join("; ", parts);
    }
}
