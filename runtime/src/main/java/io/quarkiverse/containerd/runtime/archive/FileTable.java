package io.quarkiverse.containerd.runtime.archive;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The files and links of an archive by normalized name. Of entries with the same name the last one counts; those before it are
 * kept, because one of them may be the one that fits a digest.
 */
public final class FileTable {

    /** As many as the kernel follows. */
    private static final int MOST_LINKS = 40;
    /** Far more than an archive has that was written by appending to it. */
    private static final int MOST_CANDIDATES = 100;

    private final Map<String, Entry> entries = new LinkedHashMap<>();
    /** The entries that a later one of the same name has replaced, in their order. */
    private final Map<String, List<Entry>> replaced = new HashMap<>();

    /** A file, or a link to {@code target}; the other one is null. */
    private record Entry(ArchiveFile file, String target) {
    }

    /** Adds a file, which counts from now on if there is an entry of its name. */
    public void add(ArchiveFile file) {
        add(file.name(), new Entry(file, null));
    }

    /** @param target normalized name of what the link points to */
    public void addLink(String name, String target) {
        add(name, new Entry(null, target));
    }

    private void add(String name, Entry entry) {
        Entry before = entries.put(name, entry);
        if (before != null) {
            replaced.computeIfAbsent(name, first -> new ArrayList<>()).add(before);
        }
    }

    /** Returns the regular files, also those that a later entry of the same name has replaced. */
    public List<ArchiveFile> files() {
        List<ArchiveFile> files = new ArrayList<>();
        for (Map.Entry<String, Entry> entry : entries.entrySet()) {
            replaced.getOrDefault(entry.getKey(), List.of()).forEach(before -> addFile(before, files));
            addFile(entry.getValue(), files);
        }
        return files;
    }

    private static void addFile(Entry entry, List<ArchiveFile> files) {
        if (entry.file() != null) {
            files.add(entry.file());
        }
    }

    /** Returns the names of files and links. */
    public Set<String> names() {
        return new LinkedHashSet<>(entries.keySet());
    }

    /**
     * Returns the file of this name, through a chain of at most 40 links; empty if the name or the target of a link is missing.
     */
    public Optional<ArchiveFile> find(String name) {
        return Optional.ofNullable(entries.get(lastOf(name))).map(Entry::file);
    }

    /** Returns the name that a chain of links ends with. */
    private String lastOf(String name) {
        String current = name;
        for (int followed = 0; followed < MOST_LINKS && isLink(current); followed++) {
            current = entries.get(current).target();
        }
        return current;
    }

    private boolean isLink(String name) {
        return entries.containsKey(name) && entries.get(name).file() == null;
    }

    /**
     * Returns the files that were ever meant by this name, through links, the latest first and of many the latest only; more
     * than one only if entries are repeated.
     */
    public List<ArchiveFile> candidates(String name) {
        Set<ArchiveFile> found = new LinkedHashSet<>();
        Set<String> seen = new HashSet<>(Set.of(name));
        Deque<Entry> pending = new ArrayDeque<>();
        inOrder(name).forEach(pending::push);
        while (!pending.isEmpty() && found.size() < MOST_CANDIDATES) {
            Entry entry = pending.pop();
            if (entry.file() != null) {
                found.add(entry.file());
            } else if (seen.size() <= MOST_LINKS && seen.add(entry.target())) {
                inOrder(entry.target()).forEach(pending::push);
            }
        }
        return List.copyOf(found);
    }

    private List<Entry> inOrder(String name) {
        List<Entry> before = replaced.getOrDefault(name, List.of());
        List<Entry> all = new ArrayList<>(before.subList(Math.max(0, before.size() - MOST_CANDIDATES), before.size()));
        Optional.ofNullable(entries.get(name)).ifPresent(all::add);
        return all;
    }

    /**
     * Returns where the link of this name leads, if there is no file, as the end of a sentence such as {@code is a link to "a",
     * which is missing}; empty if the name is no link, or leads to a file.
     */
    public Optional<String> deadEnd(String name) {
        Entry link = entries.get(name);
        if (link == null || find(name).isPresent()) {
            return Optional.empty();
        }
        String end = lastOf(name);
        String way = "is a link to \"" + link.target() + "\"";
        if (entries.containsKey(end)) {
            return Optional.of(way + ", and so on in a loop, or for more than " + MOST_LINKS + " links");
        }
        return Optional.of(way + (end.equals(link.target()) ? "" : ", which leads to \"" + end + "\"") + ", which is missing");
    }
}
