package io.quarkiverse.containerd.runtime.offline;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.quarkiverse.containerd.runtime.render.lines.RenderedLine;
import io.quarkiverse.containerd.runtime.render.lines.Secrets;

/** The lines by which a file on disk differs from a rendered one. Pure, and without secrets. */
public final class FileDiff {

    private FileDiff() {
    }

    /** A line that is on disk only, or rendered only. */
    public record Change(boolean added, String line) {
    }

    /**
     * Compares the lines.
     *
     * @param disk the content of the file on disk
     * @param rendered the lines that would be written
     * @return the differences in order; empty if the file is as it would be written
     */
    public static List<Change> of(String disk, List<RenderedLine> rendered) {
        List<String> before = disk.lines().toList();
        List<String> after = rendered.stream().flatMap(line -> line.text().lines()).toList();
        List<String> shown = rendered.stream().flatMap(FileDiff::shown).toList();
        int[][] common = common(before, after);
        List<Change> changes = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < before.size() || j < after.size()) {
            if (i < before.size() && j < after.size() && before.get(i).equals(after.get(j))) {
                i++;
                j++;
            } else if (j == after.size() || i < before.size() && common[i + 1][j] >= common[i][j + 1]) {
                changes.add(new Change(false, Secrets.maskedLine(before.get(i++))));
            } else {
                changes.add(new Change(true, shown.get(j++)));
            }
        }
        return changes;
    }

    private static Stream<String> shown(RenderedLine line) {
        long lines = line.text().lines().count();
        return lines == line.shown().lines().count() ? line.shown().lines()
                : Stream.generate(() -> Secrets.MASK).limit(lines);
    }

    /** Returns the lengths of the longest common subsequences of all ends of both lists. */
    private static int[][] common(List<String> before, List<String> after) {
        int[][] common = new int[before.size() + 1][after.size() + 1];
        for (int i = before.size() - 1; i >= 0; i--) {
            for (int j = after.size() - 1; j >= 0; j--) {
                common[i][j] = before.get(i).equals(after.get(j)) ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        return common;
    }
}
