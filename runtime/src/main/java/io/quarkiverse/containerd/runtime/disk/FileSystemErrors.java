package io.quarkiverse.containerd.runtime.disk;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Describes exceptions of files, and their remedies; the messages that the JDK gives them are often only the path, or missing.
 */
public final class FileSystemErrors {

    private FileSystemErrors() {
    }

    /** Returns the reason as a clause without a full stop, for example {@code permission denied}. */
    public static String describe(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof NoSuchFileException) {
            return "no such file or directory";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "something else is in its place";
        }
        if (e instanceof NotDirectoryException) {
            return "not a directory";
        }
        if (e instanceof CharacterCodingException) {
            return "not a text file in UTF-8";
        }
        if (e instanceof FileSystemException f && f.getReason() != null) {
            return f.getReason();
        }
        if (e instanceof FileSystemLoopException) {
            return "its symbolic links form a loop";
        }
        if (e instanceof DirectoryNotEmptyException) {
            return "the directory is not empty";
        }
        if (e instanceof ClosedByInterruptException || e instanceof InterruptedIOException) {
            return "it was interrupted";
        }
        if (e instanceof ClosedChannelException) {
            return "it has been closed";
        }
        if (e instanceof EOFException && e.getMessage() == null) {
            return "it ends too early";
        }
        return e.getMessage() == null ? "input or output failed" : e.getMessage();
    }

    /**
     * Returns the reason and its remedy, a sentence.
     *
     * @param path what could not be made or written
     * @param other the remedy for anything but a disk that is full or read-only
     */
    public static String explain(IOException e, Path path, String other) {
        String reason = describe(e);
        return reason + ". " + remedy(reason.toLowerCase(Locale.ROOT), path, other);
    }

    private static String remedy(String reason, Path path, String other) {
        if (reason.contains("no space left on device")) {
            return "Make room on the file system of " + path + ", in bytes and in inodes.";
        }
        if (reason.contains("disk quota exceeded")) {
            return "Make room on the file system of " + path + ", or raise the quota.";
        }
        if (reason.contains("read-only file system")) {
            return "Mount the file system of " + path + " so that it can be written, or configure another path.";
        }
        return other;
    }
}
