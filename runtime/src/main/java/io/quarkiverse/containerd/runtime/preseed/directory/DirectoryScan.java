package io.quarkiverse.containerd.runtime.preseed.directory;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/**
 * What is in the preseed directory.
 *
 * @param archives the archives, sorted by path
 * @param lists the image lists, sorted by path
 * @param ignored what lies where it has no meaning
 */
public record DirectoryScan(List<PreseedArchive> archives, List<ImageList> lists, List<Ignored> ignored) {

    /** The required archives first, and the largest of them first, so that the last ones end together. */
    public static final Comparator<PreseedArchive> LOAD_ORDER = Comparator.comparing(PreseedArchive::required)
            .thenComparing(PreseedArchive::size).reversed();

    /**
     * What is no archive and no image list.
     *
     * @param file where it is
     * @param sentence why it is ignored
     */
    public record Ignored(Path file, String sentence) {

        static Ignored of(Path file, String why) {
            return new Ignored(file, file + " is ignored: " + why);
        }
    }
}
