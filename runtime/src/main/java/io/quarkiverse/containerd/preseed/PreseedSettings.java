package io.quarkiverse.containerd.preseed;

import java.nio.file.Path;
import java.util.List;

import io.quarkiverse.containerd.archive.ArchiveSettings;

/**
 * What to preseed.
 *
 * @param directory holds a directory for each namespace, which holds archives
 * @param required which archives must have been loaded before the daemon counts as started: globs over paths relative to the
 *        directory. One without wildcards names an archive that must be there.
 * @param archives how archives are read, and what of them is wanted
 * @param imports how they are brought into containerd
 */
public record PreseedSettings(Path directory, List<String> required, ArchiveSettings archives, ImportSettings imports) {

    public PreseedSettings {
        required = List.copyOf(required);
    }

    /** With {@link ArchiveSettings#defaults()} and {@link ImportSettings#defaults()}. */
    public PreseedSettings(Path directory, List<String> required) {
        this(directory, required, ArchiveSettings.defaults(), ImportSettings.defaults());
    }
}
