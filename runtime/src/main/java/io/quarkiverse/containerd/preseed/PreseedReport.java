package io.quarkiverse.containerd.preseed;

import java.util.List;

/**
 * What the preseed has done since the daemon started.
 *
 * @param scanned whether the preseed directory has been read
 * @param archives the archives, in the order they are loaded
 * @param lists the image lists, whose images are never required
 */
public record PreseedReport(boolean scanned, List<ArchiveReport> archives, List<ImageListReport> lists) {

    /**
     * Whether the directory has been read and every required archive has been loaded once since the daemon started. In a dry
     * run one that could be loaded counts as loaded.
     */
    public boolean requiredLoaded() {
        return scanned && missing().isEmpty();
    }

    /** The required archives that have never been loaded since the daemon started. */
    public List<ArchiveReport> missing() {
        return archives.stream().filter(archive -> archive.required() && !archive.loadedOnce()
                && archive.state() != ArchiveReport.State.PLANNED).toList();
    }

    /** The archives that are being loaded now, among them those that have failed and are tried again. */
    public List<ArchiveReport> loading() {
        return archives.stream().filter(ArchiveReport::isLoading).toList();
    }

    /** The archives that could not be loaded, also while they are tried again. */
    public List<ArchiveReport> failed() {
        return archives.stream().filter(archive -> archive.state() == ArchiveReport.State.FAILED).toList();
    }
}
