package io.quarkiverse.containerd.runtime.preseed.load;

import io.quarkiverse.containerd.runtime.archive.ArchiveException;
import io.quarkiverse.containerd.runtime.archive.TransientArchiveException;
import io.quarkiverse.containerd.runtime.text.BoundedText;

/** Describes failures of loads to readers who know which archive they are about. */
public final class LoadFailures {

    private LoadFailures() {
    }

    /** Whether a load fails for the same reason again until the archive changes. */
    public static boolean isLasting(Throwable failure) {
        return failure instanceof ArchiveException && !(failure instanceof TransientArchiveException);
    }

    /** Returns the reason, without the archive's path, but with the entry of the archive that is at fault, if one is. */
    public static String describe(Throwable failure) {
        if (failure instanceof ArchiveException bad) {
            return bad.entry().map(entry -> "entry \"" + entry + "\": ").orElse("") + bad.reason();
        }
        if (failure instanceof OutOfMemoryError) {
            return "the daemon ran out of memory (" + failure.getMessage() + "): give it more, or lower"
                    + " quarkus.containerd.preseed.parallelism";
        }
        return BoundedText.reason(
                failure.getMessage() == null || failure instanceof Error ? failure.toString() : failure.getMessage());
    }
}
