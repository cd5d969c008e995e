package io.quarkiverse.containerd.runtime.preseed.directory;

import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The files in the directories of namespaces, of which only so many are kept: those that matter most, then the first by path.
 * The others are counted, so that any number of files takes no more memory. For one thread.
 */
final class NamespaceEntries {

    private static final Comparator<Entry> ORDER = Comparator.comparing(Entry::rank).thenComparing(Entry::file);

    private final int most;
    private final PriorityQueue<Entry> kept = new PriorityQueue<>(ORDER.reversed());
    private final Map<Path, Excess> excess = new TreeMap<>();

    /** @param rank the lower, the more the file matters */
    record Entry(Path file, int rank) {
    }

    /**
     * The files of a directory that are not kept.
     *
     * @param first the first of them
     * @param count their number
     */
    record Excess(Entry first, long count) {

        private Excess plus(Excess other) {
            return new Excess(ORDER.compare(first, other.first) < 0 ? first : other.first, count + other.count);
        }
    }

    /** @param most the number of files that are kept */
    NamespaceEntries(int most) {
        this.most = most;
    }

    void add(Entry entry) {
        kept.add(entry);
        if (kept.size() > most) {
            Entry last = kept.remove();
            excess.merge(last.file().getParent(), new Excess(last, 1), Excess::plus);
        }
    }

    /** Returns those that are kept by their directories, each sorted by path. */
    Map<Path, List<Path>> kept() {
        return kept.stream().map(Entry::file).sorted().collect(Collectors.groupingBy(Path::getParent));
    }

    /** Returns what is not kept, by directory. */
    Collection<Excess> excess() {
        return excess.values();
    }
}
