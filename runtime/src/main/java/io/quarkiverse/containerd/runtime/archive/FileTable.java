package io.quarkiverse.containerd.runtime.archive;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The files and links of a tar file by cleaned name. A later entry replaces an earlier one of the same name. */
public final class FileTable {

    private final Map<String, ArchiveFile> files = new LinkedHashMap<>();
    private final Map<String, String> links = new LinkedHashMap<>();

    public void add(ArchiveFile file) {
        links.remove(file.name());
        files.put(file.name(), file);
    }

    /** @param target the cleaned name the link stands for */
    public void addLink(String name, String target) {
        files.remove(name);
        links.put(name, target);
    }

    /** The regular files, without links. */
    public Map<String, ArchiveFile> files() {
        return Collections.unmodifiableMap(files);
    }

    /** The names of files and links. */
    public Set<String> names() {
        Set<String> names = new LinkedHashSet<>(files.keySet());
        names.addAll(links.keySet());
        return names;
    }

    /** The file of this name, through any chain of links; empty if the name, or what a link stands for, is not there. */
    public Optional<ArchiveFile> find(String name) {
        Set<String> seen = new HashSet<>();
        String current = name;
        while (links.containsKey(current) && seen.add(current)) {
            current = links.get(current);
        }
        return Optional.ofNullable(files.get(current));
    }

    /** What the link of this name stands for; empty if the name is no link. */
    public Optional<String> link(String name) {
        return Optional.ofNullable(links.get(name));
    }
}
