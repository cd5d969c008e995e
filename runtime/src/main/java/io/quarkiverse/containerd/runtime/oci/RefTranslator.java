package io.quarkiverse.containerd.runtime.oci;

import java.util.Optional;

/** Translates an {@code org.opencontainers.image.ref.name} annotation into an image name, or drops it. */
@FunctionalInterface
public interface RefTranslator {

    /** Returns the image name; empty for an image that gets no record. */
    Optional<String> translate(String ref);

    /** Keeps every reference as it is, as containerd's client does without options. */
    static RefTranslator verbatim() {
        return Optional::of;
    }

    /**
     * Prepends a prefix and a colon to a bare tag and keeps every other reference, as {@code ctr images import} does with
     * {@code import-<date>}.
     */
    static RefTranslator prefixed(String prefix) {
        return ref -> Optional.of(isBare(ref) ? prefix + ":" + ref : ref);
    }

    /**
     * Prepends a prefix and a colon to a bare tag and drops references outside the prefix, as {@code ctr images import
     * --base-name} does.
     */
    static RefTranslator filtered(String prefix) {
        return ref -> {
            if (isBare(ref)) {
                return Optional.of(prefix + ":" + ref);
            }
            return isWithin(ref, prefix) ? Optional.of(ref) : Optional.empty();
        };
    }

    private static boolean isBare(String ref) {
        return ref.indexOf('/') < 0 && ref.indexOf(':') < 0 && ref.indexOf('@') < 0;
    }

    private static boolean isWithin(String ref, String prefix) {
        return ref.startsWith(prefix)
                && (ref.length() == prefix.length() || "/:@".indexOf(ref.charAt(prefix.length())) >= 0);
    }
}
