package io.quarkiverse.containerd.preseed;

import java.util.List;

/**
 * What is in the preseed directory.
 *
 * @param archives the archives, sorted by path
 * @param lists the image lists, sorted by path
 * @param warnings what lies where it has no meaning, one sentence each
 */
record PreseedScan(List<PreseedArchive> archives, List<ImageList> lists, List<String> warnings) {
}
