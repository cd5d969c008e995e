package io.quarkiverse.containerd.runtime.logs;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

import io.quarkiverse.containerd.runtime.text.BoundedText;
import io.quarkiverse.containerd.runtime.text.VisibleText;

/**
 * A stand-in, for log handlers, for a throwable whose messages are long, or have several lines or control characters. It has
 * the same stack
 * trace, causes and suppressed throwables, but text that cannot forge log lines.
 */
final class VisibleThrowable extends Throwable {

    private static final long serialVersionUID = 1L;

    private final String text;

    private VisibleThrowable(Throwable original, Set<Throwable> seen) {
        super(original.getMessage() == null ? null : text(original.getMessage()));
        this.text = text(original.toString());
        seen.add(original);
        setStackTrace(original.getStackTrace());
        if (original.getCause() != null && !seen.contains(original.getCause())) {
            initCause(new VisibleThrowable(original.getCause(), seen));
        }
        for (Throwable suppressed : original.getSuppressed()) {
            if (!seen.contains(suppressed)) {
                addSuppressed(new VisibleThrowable(suppressed, seen));
            }
        }
    }

    /** Returns the throwable itself if its text is harmless, otherwise its stand-in; null for null. */
    static Throwable of(Throwable original) {
        return original == null || isHarmless(original, identitySet()) ? original
                : new VisibleThrowable(original, identitySet());
    }

    @Override
    public String toString() {
        return text;
    }

    private static String text(String text) {
        return VisibleText.indented(BoundedText.message(text));
    }

    private static boolean isHarmless(Throwable throwable, Set<Throwable> seen) {
        if (throwable == null || !seen.add(throwable)) {
            return true;
        }
        String text = throwable.toString();
        if (!text(text).equals(text) || !isHarmless(throwable.getCause(), seen)) {
            return false;
        }
        for (Throwable suppressed : throwable.getSuppressed()) {
            if (!isHarmless(suppressed, seen)) {
                return false;
            }
        }
        return true;
    }

    private static Set<Throwable> identitySet() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }
}
