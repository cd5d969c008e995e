package io.quarkiverse.containerd.preseed;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.quarkiverse.containerd.archive.ArchiveSettings;

/**
 * What to preseed.
 *
 * @param directory holds a directory for each namespace, which holds archives
 * @param required which archives must have been loaded before the daemon counts as started: globs over paths relative to the
 *        directory. One without wildcards names an archive that must be there.
 * @param leaseExpiry after what time containerd may collect the content of an import that was cut short
 * @param archives how archives are read, and what of them is wanted
 */
public record PreseedSettings(Path directory, List<String> required, Duration leaseExpiry, ArchiveSettings archives) {

    public PreseedSettings {
        required = List.copyOf(required);
    }

    /** Reads archives by {@link ArchiveSettings#defaults()}. */
    public PreseedSettings(Path directory, List<String> required, Duration leaseExpiry) {
        this(directory, required, leaseExpiry, ArchiveSettings.defaults());
    }
}
