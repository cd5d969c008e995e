package io.quarkiverse.containerd.runtime.preseed;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

import org.jboss.logging.Logger;

import io.quarkiverse.containerd.runtime.preseed.directory.PreseedArchive;

/**
 * Loads that did not end when they were cancelled, and were given up, so that containerd could be restarted. Their archives are
 * not loaded again before they have ended. Safe for use by several threads.
 */
final class EndlessLoads {

    private static final Logger LOG = Logger.getLogger(EndlessLoads.class);

    /** Tells for each archive whether its load has ended after all. */
    private final Map<Path, BooleanSupplier> loads = new ConcurrentHashMap<>();

    /**
     * Adds a load that is given up, and logs where it stands.
     *
     * @param ended whether it has ended after all
     */
    void add(PreseedArchive archive, Thread thread, BooleanSupplier ended) {
        loads.put(archive.file(), ended);
        LOG.warnf("The load of %s was cancelled, does not end, and is given up%s", archive.path(),
                Arrays.stream(thread.getStackTrace())
                        .map(frame -> "\n\tat " + frame).collect(Collectors.joining()));
    }

    /** @throws IOException if an earlier load of the archive has not ended */
    void refuse(PreseedArchive archive) throws IOException {
        BooleanSupplier ended = loads.get(archive.file());
        if (ended == null) {
            return;
        }
        if (!ended.getAsBoolean()) {
            throw new IOException("an earlier load of it was cancelled and has not ended: see whether its disk answers, or"
                    + " restart the daemon");
        }
        loads.remove(archive.file(), ended);
    }
}
