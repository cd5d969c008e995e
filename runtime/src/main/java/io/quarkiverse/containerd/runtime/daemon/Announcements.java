package io.quarkiverse.containerd.runtime.daemon;

import java.util.function.Consumer;

import org.jboss.logging.Logger;

/** Tells observers of what has happened, such that one that fails does not disturb who tells. */
final class Announcements {

    private static final Logger LOG = Logger.getLogger(Announcements.class);

    private Announcements() {
    }

    /** Returns what tells a listener, and logs that it has failed. */
    static <T> Consumer<T> guarded(Consumer<T> listener) {
        return news -> {
            try {
                listener.accept(news);
            } catch (RuntimeException | Error e) {
                LOG.warnf(e, "An observer failed on %s", news);
            }
        };
    }
}
