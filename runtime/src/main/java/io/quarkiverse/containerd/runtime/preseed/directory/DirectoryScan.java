package io.quarkiverse.containerd.runtime.preseed.directory;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/**
 * The content of the preseed directory.
 *
 * @param archives the archives, sorted by path
 * @param lists the image lists, sorted by path
 * @param ignored the files that are neither
 */
public record DirectoryScan(List<PreseedArchive> archives, List<ImageList> lists, List<Ignored> ignored) {

    /** The required archives first, and the largest of them first, so that the last ones end together. */
    public static final Comparator<PreseedArchive> LOAD_ORDER = Comparator.comparing(PreseedArchive::required)
            .thenComparing(PreseedArchive::size).reversed();

    /**
     * A file that is neither an archive nor an image list.
     *
     * @param file the file
     * @param sentence the sentence that says why it is ignored
     */
    public record Ignored(Path file, String sentence) {

        static Ignored of(Path file, String why) {
            return new Ignored(file, file + " is ignored: " + why);
        }
    }
}
