package io.quarkiverse.containerd.logs;

import java.util.Objects;

import org.jboss.logging.Logger;

/**
 * Which entries of the journal are asked for.
 *
 * @param dn the DN whose entries are wanted
 * @param withChildren whether the entries of all DNs below are wanted too
 * @param last at most this many entries of the backlog, the newest ones; 0 for none
 * @param atLeast the least severe level that is wanted
 */
public record JournalQuery(String dn, boolean withChildren, int last, Logger.Level atLeast) {

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException if {@code last} is negative
     */
    public JournalQuery {
        Objects.requireNonNull(dn, "dn");
        Objects.requireNonNull(atLeast, "atLeast");
        if (last < 0) {
            throw new IllegalArgumentException("last must not be negative: " + last);
        }
    }

    /** Everything a DN and the DNs below it have logged. */
    public static JournalQuery tree(String dn) {
        return new JournalQuery(dn, true, Integer.MAX_VALUE, Logger.Level.TRACE);
    }

    /** Everything a DN has logged itself. */
    public static JournalQuery only(String dn) {
        return new JournalQuery(dn, false, Integer.MAX_VALUE, Logger.Level.TRACE);
    }

    boolean matches(LogEntry entry) {
        return entry.level().compareTo(atLeast) <= 0 && matches(entry.dn());
    }

    boolean matches(String candidate) {
        return candidate.equals(dn)
                || withChildren && candidate.length() > dn.length() && candidate.charAt(dn.length()) == '.'
                        && candidate.startsWith(dn);
    }
}
