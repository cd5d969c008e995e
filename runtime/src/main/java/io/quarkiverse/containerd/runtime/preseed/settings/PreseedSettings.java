package io.quarkiverse.containerd.runtime.preseed.settings;

import java.nio.file.Path;
import java.util.List;

import io.quarkiverse.containerd.runtime.archive.plan.ArchiveSettings;

/**
 * The settings of the preseed.
 *
 * @param directory the directory with a directory of archives for each namespace
 * @param required the archives that must have been loaded before the daemon counts as started, as globs over paths relative
 *        to the directory; one without wildcards names an archive that must exist
 * @param archives the way archives are read, and what is wanted of them
 * @param imports the way they are imported
 * @param images what is done with their images besides loading them
 * @param follow whether later changes of the directory are followed
 * @param retry the way failed attempts are repeated
 * @param names whose the names of images are
 */
public record PreseedSettings(Path directory, List<String> required, ArchiveSettings archives, ImportSettings imports,
        ImageSettings images, FollowSettings follow, RetrySettings retry, NameSettings names) {

    public PreseedSettings {
        required = List.copyOf(required);
    }

    /** Settings with {@link NameSettings#none()}. */
    public PreseedSettings(Path directory, List<String> required, ArchiveSettings archives, ImportSettings imports,
            ImageSettings images, FollowSettings follow, RetrySettings retry) {
        this(directory, required, archives, imports, images, follow, retry, NameSettings.none());
    }

    /** Settings of one run that only loads. */
    public PreseedSettings(Path directory, List<String> required, ArchiveSettings archives, ImportSettings imports) {
        this(directory, required, archives, imports, ImageSettings.none(), FollowSettings.none(), RetrySettings.defaults());
    }

    /** Settings with {@link ArchiveSettings#defaults()} and {@link ImportSettings#defaults()}. */
    public PreseedSettings(Path directory, List<String> required) {
        this(directory, required, ArchiveSettings.defaults(), ImportSettings.defaults());
    }
}
