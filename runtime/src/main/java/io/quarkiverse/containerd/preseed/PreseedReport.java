package io.quarkiverse.containerd.preseed;

import java.util.List;

/**
 * The state of the preseed.
 *
 * @param scanned whether the preseed directory has been read
 * @param archives the archives, in order of their paths
 * @param lists the image lists, whose images are never required
 */
public record PreseedReport(boolean scanned, List<ArchiveReport> archives, List<ImageListReport> lists) {

    /**
     * Whether the directory has been read and every required archive has been loaded once since the daemon started. In a dry
     * run an archive that could be loaded counts as loaded.
     */
    public boolean requiredLoaded() {
        return scanned && missing().isEmpty();
    }

    /** Returns the required archives that have not been loaded since the daemon started. */
    public List<ArchiveReport> missing() {
        return archives.stream().filter(archive -> archive.required() && !archive.loadedOnce()
                && archive.state() != ArchiveReport.State.PLANNED).toList();
    }

    /** Returns the archives that are being loaded now, including those that have failed and are being retried. */
    public List<ArchiveReport> loading() {
        return archives.stream().filter(ArchiveReport::isLoading).toList();
    }

    /** Returns the archives that could not be loaded, including those that are being retried. */
    public List<ArchiveReport> failed() {
        return archives.stream().filter(archive -> archive.state() == ArchiveReport.State.FAILED).toList();
    }
}
