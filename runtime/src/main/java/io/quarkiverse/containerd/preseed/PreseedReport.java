package io.quarkiverse.containerd.preseed;

import java.util.List;
import java.util.Optional;

/**
 * The state of the preseed.
 *
 * @param scanned whether the preseed directory has been read
 * @param archives the archives, in order of their paths
 * @param lists the image lists, whose images are never required
 * @param sandbox the sandbox image; empty if it is not looked for, because it is left to containerd or no archive for pods is
 *        required
 */
public record PreseedReport(boolean scanned, List<ArchiveReport> archives, List<ImageListReport> lists,
        Optional<SandboxReport> sandbox) {

    /**
     * Whether the directory has been read, every required archive has been loaded once since the daemon started, and containerd
     * has the sandbox image if that is required. In a dry run an archive that could be loaded counts as loaded.
     */
    public boolean requiredLoaded() {
        return scanned && missing().isEmpty() && sandbox.filter(SandboxReport::required)
                .map(image -> image.state() == SandboxReport.State.PRESENT).orElse(true);
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

    /** Returns the archives of which content that containerd has lost is being brought again. */
    public List<ArchiveReport> repairing() {
        return archives.stream().filter(ArchiveReport::repairing).toList();
    }

    /** Returns the archives that could not be loaded, including those that are being retried. */
    public List<ArchiveReport> failed() {
        return archives.stream().filter(archive -> archive.state() == ArchiveReport.State.FAILED).toList();
    }
}
