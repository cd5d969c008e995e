package io.quarkiverse.containerd.runtime.archive.tar;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Tells what a file is that is no tar file, for messages. */
final class OtherFormat {

    /** The bytes that files start with, in ISO 8859-1, and what these files are. */
    private static final Map<String, String> STARTS = new LinkedHashMap<>();

    static {
        STARTS.put("PK\003\004", "a zip file");
        STARTS.put("7z\u00bc\u00af'\u001c", "a 7z file");
        STARTS.put("Rar!", "a rar file");
        STARTS.put("070701", "a cpio archive");
        STARTS.put("070702", "a cpio archive");
        STARTS.put("070707", "a cpio archive");
        STARTS.put("\u00c7q", "a cpio archive");
        STARTS.put("!<arch>\n", "an ar archive, such as a Debian package");
        STARTS.put("\u0002!L\u0018", "compressed in the legacy format of lz4, which is not supported: use its frame format");
        STARTS.put("LZIP", "compressed with lzip, which is not supported");
        STARTS.put("]\000\000", "compressed with lzma, which is not supported: use xz");
        STARTS.put("\u001f\u009d", "compressed with compress, which is not supported");
        STARTS.put("hsqs", "a squashfs image");
        STARTS.put("\u007fELF", "a program");
    }

    private OtherFormat() {
    }

    /** Returns what a file is, as the end of a sentence; empty if that is not known. */
    static Optional<String> of(byte[] start) {
        String text = new String(start, ISO_8859_1);
        for (Map.Entry<String, String> known : STARTS.entrySet()) {
            if (text.startsWith(known.getKey())) {
                return Optional.of(known.getValue());
            }
        }
        boolean readable = text.chars().noneMatch(c -> c < ' ' && "\t\n\f\r".indexOf(c) < 0);
        return text.isEmpty() ? Optional.of("empty") : readable ? Optional.of("a text file") : Optional.empty();
    }
}
