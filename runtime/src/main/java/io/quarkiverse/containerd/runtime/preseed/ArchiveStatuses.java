package io.quarkiverse.containerd.runtime.preseed;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

import io.quarkiverse.containerd.runtime.preseed.directory.DirectoryScan;
import io.quarkiverse.containerd.runtime.preseed.directory.PreseedArchive;

/**
 * The statuses of archives by their files, in the order of the newest scan, and the groups that they are in. To change one
 * takes as long whether there are ten or ten thousand. Safe for use by several threads.
 */
final class ArchiveStatuses {

    private static final Comparator<PreseedArchive> LOAD_ORDER = DirectoryScan.LOAD_ORDER
            .thenComparing(PreseedArchive::file);

    private final Map<Path, ArchiveStatus> all = new LinkedHashMap<>();
    /** The members of each group, in the order in which they are loaded. */
    private final Map<ArchiveGroup, NavigableMap<PreseedArchive, ArchiveStatus>> groups = new EnumMap<>(ArchiveGroup.class);

    ArchiveStatuses() {
        for (ArchiveGroup group : ArchiveGroup.values()) {
            groups.put(group, new TreeMap<>(LOAD_ORDER));
        }
    }

    /** Replaces all. */
    synchronized void replaceAll(Map<Path, ArchiveStatus> statuses) {
        all.clear();
        groups.values().forEach(Map::clear);
        statuses.forEach((file, status) -> {
            all.put(file, status);
            enter(status);
        });
    }

    /** Replaces the status of an archive that is there already. */
    synchronized void replace(ArchiveStatus status) {
        ArchiveStatus before = all.replace(status.archive().file(), status);
        if (before != null) {
            groups.values().forEach(members -> members.remove(before.archive()));
            enter(status);
        }
    }

    private void enter(ArchiveStatus status) {
        groups.forEach((group, members) -> {
            if (group.contains(status)) {
                members.put(status.archive(), status);
            }
        });
    }

    synchronized Optional<ArchiveStatus> find(Path file) {
        return Optional.ofNullable(all.get(file));
    }

    /** Returns all as they are now. */
    synchronized Map<Path, ArchiveStatus> all() {
        return new LinkedHashMap<>(all);
    }

    /** Returns those of the newest scan. */
    synchronized List<ArchiveStatus> present() {
        return all.values().stream().filter(ArchiveStatus::present).toList();
    }

    /** Returns the members of a group, in the order in which they are loaded. */
    synchronized List<ArchiveStatus> of(ArchiveGroup group) {
        return List.copyOf(groups.get(group).values());
    }

    synchronized boolean isEmpty(ArchiveGroup group) {
        return groups.get(group).isEmpty();
    }

    /** Returns the first of a group that is wanted, in the order in which they are loaded. */
    synchronized Optional<ArchiveStatus> first(ArchiveGroup group, Predicate<ArchiveStatus> wanted) {
        return groups.get(group).values().stream().filter(wanted).findFirst();
    }
}
