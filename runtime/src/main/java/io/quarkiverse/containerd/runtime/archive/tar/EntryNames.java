package io.quarkiverse.containerd.runtime.archive.tar;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayDeque;
import java.util.Deque;

import io.quarkiverse.containerd.runtime.oci.DocumentLimits;

/** Normalizes names of tar entries. They are plain text, never paths of this machine. */
public final class EntryNames {

    /** Far above what file systems allow for a path. */
    private static final int MAX_BYTES = 64 * 1024;

    private EntryNames() {
    }

    /**
     * Decodes a name or another short text of a header.
     *
     * @throws IllegalArgumentException if it is longer than any name can be
     */
    static String decode(byte[] bytes, int from, int to) {
        if (to - from > MAX_BYTES) {
            throw new IllegalArgumentException("a name has more than " + MAX_BYTES + " bytes" + DocumentLimits.FIXED);
        }
        return new String(bytes, from, to - from, UTF_8);
    }

    /**
     * Returns the shortest equivalent name: without {@code .} and empty parts, and with {@code ..} resolved where a part
     * precedes it.
     */
    public static String normalize(String name) {
        boolean absolute = name.startsWith("/");
        Deque<String> parts = new ArrayDeque<>();
        for (String part : name.split("/")) {
            if (part.isEmpty() || part.equals(".")) {
                continue;
            }
            if (!part.equals("..")) {
                parts.addLast(part);
            } else if (!parts.isEmpty() && !parts.peekLast().equals("..")) {
                parts.removeLast();
            } else if (!absolute) {
                parts.addLast(part);
            }
        }
        String cleaned = (absolute ? "/" : "") + String.join("/", parts);
        return cleaned.isEmpty() ? "." : cleaned;
    }

    /**
     * Resolves the target of a symbolic link against the directory of the link. An absolute target is relative to the
     * root of the archive.
     */
    static String linkTarget(String link, String target) {
        if (target.startsWith("/")) {
            return normalize(target.substring(1));
        }
        int slash = link.lastIndexOf('/');
        return normalize(slash < 0 ? target : link.substring(0, slash) + "/" + target);
    }
}
