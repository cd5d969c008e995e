package io.quarkiverse.containerd.runtime.preseed.load;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.quarkiverse.containerd.runtime.archive.plan.PlannedBlob;

/** The levels of blobs above the leaves. */
final class BlobLevels {

    private final Map<String, PlannedBlob> blobs;
    private final Map<String, Integer> heights = new HashMap<>();

    private BlobLevels(List<PlannedBlob> blobs) {
        this.blobs = blobs.stream().collect(Collectors.toMap(blob -> blob.descriptor().digest().value(), Function.identity()));
    }

    /** Returns the blobs by level, the leaves first. Those of a level refer only to blobs of the levels before it. */
    static Collection<List<PlannedBlob>> of(List<PlannedBlob> blobs) {
        BlobLevels heights = new BlobLevels(blobs);
        Map<Integer, List<PlannedBlob>> levels = new TreeMap<>();
        for (PlannedBlob blob : blobs) {
            levels.computeIfAbsent(heights.height(blob.descriptor().digest().value()), height -> new ArrayList<>()).add(blob);
        }
        return levels.values();
    }

    private int height(String digest) {
        Integer known = heights.get(digest);
        if (known != null) {
            return known;
        }
        PlannedBlob blob = blobs.get(digest);
        int height = blob == null ? 0 : blob.labels().values().stream().mapToInt(child -> height(child) + 1).max().orElse(0);
        heights.put(digest, height);
        return height;
    }
}
