package io.quarkiverse.containerd.logs;

import java.util.Objects;

import org.jboss.logging.Logger;

/**
 * Selects entries of the journal.
 *
 * @param dn the DN whose entries to select
 * @param withChildren whether to select the entries of all DNs below it as well
 * @param last the largest number of entries to return of those already in the journal, the newest ones; 0 for none
 * @param atLeast the least severe level to select
 */
public record JournalQuery(String dn, boolean withChildren, int last, Logger.Level atLeast) {

    /**
     * Checks the query.
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

    /** Selects all entries of a DN and of the DNs below it. */
    public static JournalQuery tree(String dn) {
        return new JournalQuery(dn, true, Integer.MAX_VALUE, Logger.Level.TRACE);
    }

    /** Selects all entries of a DN, without those of the DNs below it. */
    public static JournalQuery only(String dn) {
        return new JournalQuery(dn, false, Integer.MAX_VALUE, Logger.Level.TRACE);
    }

    /** Whether the query selects an entry, regardless of {@code last}. */
    public boolean matches(LogEntry entry) {
        return entry.level().compareTo(atLeast) <= 0 && matchesDn(entry.dn());
    }

    /** Whether the query selects entries of a DN. */
    public boolean matchesDn(String candidate) {
        return candidate.equals(dn)
                || withChildren && candidate.length() > dn.length() && candidate.charAt(dn.length()) == '.'
                        && candidate.startsWith(dn);
    }
}
