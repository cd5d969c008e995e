package io.quarkiverse.containerd.runtime.disk;

import java.io.IOException;
import java.util.Optional;

/** Thrown when a disk has too little room, or the cause of what is thrown then. Knows when it is worth while to try again. */
public final class NoRoomException extends IOException {

    /** What must be there besides what there was before, where it is not known how much is needed. */
    public static final long MORE = 64L << 20;

    private static final long serialVersionUID = 1L;

    private final transient Disk disk;
    private final long needed;

    /** @param needed the bytes that must be free for another attempt, when this one has given back all that it took */
    public NoRoomException(String message, Disk disk, long needed) {
        this(message, disk, needed, null);
    }

    /**
     * @param needed the bytes that must be free for another attempt, when this one has given back all that it took
     * @param cause the underlying exception; may be null
     */
    public NoRoomException(String message, Disk disk, long needed, Throwable cause) {
        super(message, cause);
        this.disk = disk;
        this.needed = needed;
    }

    /** Whether as much is free now. */
    public boolean hasRoomNow() {
        return disk.free() >= needed;
    }

    /** Returns the one among an exception and its causes; empty if it is about something else. */
    public static Optional<NoRoomException> in(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof NoRoomException noRoom) {
                return Optional.of(noRoom);
            }
        }
        return Optional.empty();
    }
}
