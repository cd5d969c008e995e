package io.quarkiverse.containerd.preseed;

import java.util.Comparator;
import java.util.List;

/**
 * What is in the preseed directory.
 *
 * @param archives the archives, sorted by path
 * @param lists the image lists, sorted by path
 * @param warnings what lies where it has no meaning, one sentence each
 */
record PreseedScan(List<PreseedArchive> archives, List<ImageList> lists, List<String> warnings) {

    /** The archives, the required ones first, and the largest of them first, so that the last ones end together. */
    List<PreseedArchive> inLoadOrder() {
        return archives.stream().sorted(Comparator.comparing(PreseedArchive::required)
                .thenComparing(PreseedArchive::size).reversed()).toList();
    }
}
