package io.quarkiverse.containerd.runtime.archive;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The files and links of an archive by normalized name. A later entry replaces an earlier one of the same name. */
public final class FileTable {

    private final Map<String, ArchiveFile> files = new LinkedHashMap<>();
    private final Map<String, String> links = new LinkedHashMap<>();

    /** Adds a file, or replaces what has its name. */
    public void add(ArchiveFile file) {
        links.remove(file.name());
        files.put(file.name(), file);
    }

    /** @param target normalized name of what the link points to */
    public void addLink(String name, String target) {
        files.remove(name);
        links.put(name, target);
    }

    /** Returns the regular files, without links. */
    public Map<String, ArchiveFile> files() {
        return Collections.unmodifiableMap(files);
    }

    /** Returns the names of files and links. */
    public Set<String> names() {
        Set<String> names = new LinkedHashSet<>(files.keySet());
        names.addAll(links.keySet());
        return names;
    }

    /** Returns the file of this name, through any chain of links; empty if the name or the target of a link is missing. */
    public Optional<ArchiveFile> find(String name) {
        Set<String> seen = new HashSet<>();
        String current = name;
        while (links.containsKey(current) && seen.add(current)) {
            current = links.get(current);
        }
        return Optional.ofNullable(files.get(current));
    }

    /** Returns the target of the link of this name; empty if the name is not a link. */
    public Optional<String> link(String name) {
        return Optional.ofNullable(links.get(name));
    }
}
