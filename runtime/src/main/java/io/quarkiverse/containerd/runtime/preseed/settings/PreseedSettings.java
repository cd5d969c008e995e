package io.quarkiverse.containerd.runtime.preseed.settings;

import java.nio.file.Path;
import java.util.List;

import io.quarkiverse.containerd.runtime.archive.plan.ArchiveSettings;

/**
 * What to preseed.
 *
 * @param directory holds a directory for each namespace, which holds archives
 * @param required which archives must have been loaded before the daemon counts as started: globs over paths relative to the
 *        directory. One without wildcards names an archive that must be there.
 * @param archives how archives are read, and what of them is wanted
 * @param imports how they are brought into containerd
 * @param images what is done with their images besides loading them
 * @param follow whether later changes of the directory count
 * @param retry how failed attempts are repeated
 */
public record PreseedSettings(Path directory, List<String> required, ArchiveSettings archives, ImportSettings imports,
        ImageSettings images, FollowSettings follow, RetrySettings retry) {

    public PreseedSettings {
        required = List.copyOf(required);
    }

    /** One run that loads and does no more. */
    public PreseedSettings(Path directory, List<String> required, ArchiveSettings archives, ImportSettings imports) {
        this(directory, required, archives, imports, ImageSettings.none(), FollowSettings.none(), RetrySettings.defaults());
    }

    /** With {@link ArchiveSettings#defaults()} and {@link ImportSettings#defaults()}. */
    public PreseedSettings(Path directory, List<String> required) {
        this(directory, required, ArchiveSettings.defaults(), ImportSettings.defaults());
    }
}
