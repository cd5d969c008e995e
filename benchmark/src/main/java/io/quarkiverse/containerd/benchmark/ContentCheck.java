package io.quarkiverse.containerd.benchmark;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Checks that containerd holds the same content after each import. */
final class ContentCheck {

    private final ContainerdVersion version;
    private Map<String, Object> first;

    ContentCheck(ContainerdVersion version) {
        this.version = version;
    }

    /**
     * Compares what containerd holds now with what it held the first time.
     *
     * @throws IOException if it holds something else, or nothing
     */
    void verify(Map<String, Object> found) throws IOException {
        if (found.isEmpty()) {
            throw new IOException("containerd " + version.label() + " holds nothing after an import");
        }
        if (first == null) {
            first = Map.copyOf(found);
        } else if (!found.equals(first)) {
            throw new IOException("containerd " + version.label() + " does not hold the same after ctr and after the preseed: "
                    + differences(first, found));
        }
    }

    private static Map<String, String> differences(Map<String, Object> first, Map<String, Object> found) {
        TreeSet<String> keys = new TreeSet<>(first.keySet());
        keys.addAll(found.keySet());
        keys.removeIf(key -> Optional.ofNullable(first.get(key)).equals(Optional.ofNullable(found.get(key))));
        Map<String, String> differences = new TreeMap<>();
        keys.forEach(key -> differences.put(key, first.get(key) + " and then " + found.get(key)));
        return differences;
    }
}
