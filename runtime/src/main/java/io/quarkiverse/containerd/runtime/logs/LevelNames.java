package io.quarkiverse.containerd.runtime.logs;

import java.util.Locale;
import java.util.Optional;

import org.jboss.logging.Logger.Level;

/** The names that programs give to the levels of their log. */
public final class LevelNames {

    private LevelNames() {
    }

    /** Returns the level of a name, in capitals or not; empty if it is none. The numbers are those of bunyan and pino. */
    public static Optional<Level> level(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "trace", "10" -> Optional.of(Level.TRACE);
            case "debug", "dbug", "20" -> Optional.of(Level.DEBUG);
            case "info", "information", "informational", "notice", "30" -> Optional.of(Level.INFO);
            case "warning", "warn", "40" -> Optional.of(Level.WARN);
            case "error", "err", "eror", "50" -> Optional.of(Level.ERROR);
            case "fatal", "panic", "dpanic", "critical", "crit", "alert", "emerg", "emergency", "60" -> Optional
                    .of(Level.FATAL);
            default -> Optional.empty();
        };
    }
}
