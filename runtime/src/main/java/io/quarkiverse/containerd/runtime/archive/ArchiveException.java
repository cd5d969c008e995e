package io.quarkiverse.containerd.runtime.archive;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

import io.quarkiverse.containerd.runtime.text.BoundedText;

/**
 * Thrown when an image archive cannot be used. The message names the archive, the entry if there is one, and
 * the reason.
 */
public class ArchiveException extends IOException {

    private static final long serialVersionUID = 1L;

    private final transient Path archive;
    private final String entry;
    private final String reason;

    /**
     * @param archive the archive file
     * @param entry the name of the entry at fault; null if it is the archive as a whole
     * @param reason the fault and, where there is one, the remedy
     */
    public ArchiveException(Path archive, String entry, String reason) {
        this(archive, entry, reason, null);
    }

    /**
     * @param archive the archive file
     * @param entry the name of the entry at fault; null if it is the archive as a whole
     * @param reason the fault and, where there is one, the remedy
     * @param cause the underlying exception; may be null
     */
    public ArchiveException(Path archive, String entry, String reason, Throwable cause) {
        super("image archive " + BoundedText.name(archive.toString())
                + (entry == null ? "" : ", entry \"" + BoundedText.name(entry) + "\"") + ": " + BoundedText.reason(reason),
                cause);
        this.archive = archive;
        this.entry = entry == null ? null : BoundedText.name(entry);
        this.reason = BoundedText.reason(reason);
    }

    /** Returns the archive file. */
    public Path archive() {
        return archive;
    }

    /** Returns the name of the entry at fault, cut if it is very long; empty if it is the archive as a whole. */
    public Optional<String> entry() {
        return Optional.ofNullable(entry);
    }

    /** Returns the reason without the names of archive and entry. */
    public String reason() {
        return reason;
    }
}
