package io.quarkiverse.containerd.preseed;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What to preseed.
 *
 * @param directory holds a directory for each namespace, which holds archives
 * @param required which archives must have been loaded before the daemon counts as started: globs over paths relative to the
 *        directory. One without wildcards names an archive that must be there.
 * @param leaseExpiry after what time containerd may collect the content of an import that was cut short
 */
public record PreseedSettings(Path directory, List<String> required, Duration leaseExpiry) {

    public PreseedSettings {
        required = List.copyOf(required);
    }
}
