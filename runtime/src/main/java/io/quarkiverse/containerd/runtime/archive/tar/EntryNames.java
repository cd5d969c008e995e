package io.quarkiverse.containerd.runtime.archive.tar;

import java.util.ArrayDeque;
import java.util.Deque;

/** Names of tar entries as keys: plain text, never paths of this machine. */
public final class EntryNames {

    private EntryNames() {
    }

    /**
     * The shortest equal name: without {@code .}, without empty parts, {@code ..} resolved where there is something before it.
     */
    public static String clean(String name) {
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
     * The name that a symbolic link's target means, seen from the directory of the link. An absolute target starts at the top.
     */
    static String linkTarget(String link, String target) {
        if (target.startsWith("/")) {
            return clean(target.substring(1));
        }
        int slash = link.lastIndexOf('/');
        return clean(slash < 0 ? target : link.substring(0, slash) + "/" + target);
    }
}
