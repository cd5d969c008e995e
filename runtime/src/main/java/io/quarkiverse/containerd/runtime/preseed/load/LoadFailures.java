package io.quarkiverse.containerd.runtime.preseed.load;

import java.io.IOException;
import java.nio.file.FileSystemException;

import io.quarkiverse.containerd.runtime.archive.ArchiveException;
import io.quarkiverse.containerd.runtime.archive.TransientArchiveException;
import io.quarkiverse.containerd.runtime.disk.FileSystemErrors;
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
        return BoundedText.reason(failure instanceof IOException e ? file(e) : other(failure));
    }

    private static String file(IOException e) {
        String reason = FileSystemErrors.describe(e);
        return e instanceof FileSystemException fault && fault.getFile() != null ? fault.getFile() + ": " + reason : reason;
    }

    /** Which class it is helps nobody but us, and we have it in the log. */
    private static String other(Throwable failure) {
        String message = failure.getMessage();
        return message != null && !(failure instanceof Error) ? message
                : "unexpected error in the daemon, whose log has its stack" + (message == null ? "" : ": " + message);
    }
}
