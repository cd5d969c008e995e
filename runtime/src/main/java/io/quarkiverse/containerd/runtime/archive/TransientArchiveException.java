package io.quarkiverse.containerd.runtime.archive;

import java.nio.file.Path;

/**
 * Thrown when an archive cannot be used now for a reason that is not in the archive, such as a full disk: it may be usable
 * later although it does not change.
 */
public final class TransientArchiveException extends ArchiveException {

    private static final long serialVersionUID = 1L;

    /**
     * @param archive the archive file
     * @param entry the name of the entry that was read; null if it is the archive as a whole
     * @param reason the reason and, where there is one, the remedy
     * @param cause the underlying exception; may be null
     */
    public TransientArchiveException(Path archive, String entry, String reason, Throwable cause) {
        super(archive, entry, reason, cause);
    }
}
