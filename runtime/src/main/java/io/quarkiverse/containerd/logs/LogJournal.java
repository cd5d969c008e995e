package io.quarkiverse.containerd.logs;

import java.util.Map;

import org.jboss.logging.Logger;

/** Keeps the newest log entries per DN. */
public final class LogJournal {

    /** A logger for a DN. */
    public NodeLogger logger(String dn) {
        return new NodeLogger(this, dn);
    }

    void append(String dn, Logger.Level level, String message, Map<String, String> fields, Throwable thrown) {
        Logger.getLogger(dn).log(level, message, thrown);
    }
}
