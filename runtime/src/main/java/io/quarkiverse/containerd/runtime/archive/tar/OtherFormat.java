package io.quarkiverse.containerd.runtime.archive.tar;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Tells what a file is that is no tar file, for messages. */
public final class OtherFormat {

    /** The number of leading bytes that tell formats apart. */
    public static final int BYTES = 65 * 1024;

    /** The number of leading bytes that tell whether a file is a text. */
    private static final int SAMPLE = 512;

    /**
     * A mark of a format.
     *
     * @param offset its position in the file
     * @param mark its bytes, in ISO 8859-1
     * @param what what such a file is
     */
    private record Mark(int offset, String mark, String what) {
    }

    private static final List<Mark> BINARY = List.of(
            new Mark(0, "PK\003\004", "a zip file"),
            new Mark(0, "PK\005\006", "an empty zip file"),
            new Mark(0, "PK\007\b", "a part of a zip file"),
            new Mark(0, "7z\u00bc\u00af'\u001c", "a 7z file"),
            new Mark(0, "Rar!", "a rar file"),
            new Mark(0, "MSCF", "a cabinet file"),
            new Mark(0, "xar!", "a xar archive"),
            new Mark(0, "070701", "a cpio archive"),
            new Mark(0, "070702", "a cpio archive"),
            new Mark(0, "070707", "a cpio archive"),
            new Mark(0, "\u00c7q", "a cpio archive"),
            new Mark(0, "q\u00c7", "a cpio archive"),
            new Mark(0, "!<arch>\ndebian", "a Debian package"),
            new Mark(0, "!<arch>\n", "an ar archive"),
            new Mark(0, "\u00ed\u00ab\u00ee\u00db", "an RPM package"),
            new Mark(0, "\u0002!L\u0018",
                    "compressed in the legacy format of lz4, which is not supported: use its frame format"),
            new Mark(0, "LZIP", "compressed with lzip, which is not supported: use xz"),
            new Mark(0, "\u0089LZO\000", "compressed with lzop, which is not supported: use lz4"),
            new Mark(0, "]\000\000", "compressed with lzma, which is not supported: use xz"),
            new Mark(0, "LRZI", "compressed with lrzip, which is not supported: use xz"),
            new Mark(0, "\u00ff\006\000\000sNaPpY", "compressed with snappy, which is not supported: use zstd"),
            new Mark(0, "\u001f\u009d", "compressed with compress, which is not supported: use gzip"),
            new Mark(0, "x\001", "compressed with zlib, which is not supported: use gzip"),
            new Mark(0, "x\u009c", "compressed with zlib, which is not supported: use gzip"),
            new Mark(0, "x\u00da", "compressed with zlib, which is not supported: use gzip"),
            new Mark(0, "Salted__", "encrypted with OpenSSL"),
            new Mark(0, "hsqs", "a squashfs image"),
            new Mark(0, "sqsh", "a squashfs image"),
            new Mark(0, "XFSB", "an XFS file system"),
            new Mark(0, "QFI\u00fb", "a disk image for QEMU"),
            new Mark(0, "KDMV", "a disk image for VMware"),
            new Mark(0, "conectix", "a disk image for Hyper-V"),
            new Mark(0, "vhdxfile", "a disk image for Hyper-V"),
            new Mark(0, "\u007fELF", "a program"),
            new Mark(0, "MZ", "a program"),
            new Mark(0, "\000asm", "a WebAssembly module"),
            new Mark(0, "SQLite format 3\000", "a SQLite database"),
            new Mark(0, "\u00ff\u00fe", "a text file in UTF-16"),
            new Mark(0, "\u00fe\u00ff", "a text file in UTF-16"),
            new Mark(32769, "CD001", "an ISO image of a CD or DVD"),
            new Mark(1024, "\u00e2\u00e1\u00f5\u00e0", "an EROFS image"),
            new Mark(1080, "S\u00ef", "an ext2, ext3 or ext4 file system"),
            new Mark(65600, "_BHRfS_M", "a Btrfs file system"),
            new Mark(510, "U\u00aa", "an image of a disk"));

    /** Marks of texts, in lower case. */
    private static final List<Mark> TEXT = List.of(
            new Mark(0, "version https://git-lfs.github.com/",
                    "a pointer of Git LFS in place of the archive: fetch it with git lfs pull"),
            new Mark(0, "/annex/objects/", "a pointer of git-annex in place of the archive: fetch it with git annex get"),
            new Mark(0, "<!doctype html", "an HTML page, as a server sends with an error: download the archive again"),
            new Mark(0, "<html", "an HTML page, as a server sends with an error: download the archive again"),
            new Mark(0, "<", "an XML document, as a server sends with an error: download the archive again"),
            new Mark(0, "http/", "the answer of a server with its headers: download the archive without them"),
            new Mark(0, "{", "a JSON document"),
            new Mark(0, "[{", "a JSON document"),
            new Mark(0, "[ {", "a JSON document"),
            new Mark(0, "#!/usr/bin/env run-singularity", "an image for Apptainer"),
            new Mark(0, "#!", "a script"),
            new Mark(0, "-----begin pgp ", "encrypted or signed with PGP"),
            new Mark(0, "age-encryption.org/", "encrypted with age"));

    private OtherFormat() {
    }

    /**
     * Returns what a file is, as the end of a sentence; empty if that is not known.
     *
     * @param bytes the first {@link #BYTES} of the file, or all if it has fewer
     */
    public static Optional<String> of(byte[] bytes) {
        if (bytes.length == 0) {
            return Optional.of("empty");
        }
        Optional<String> binary = find(BINARY, new String(bytes, ISO_8859_1));
        return binary.isPresent() ? binary : text(new String(bytes, 0, Math.min(SAMPLE, bytes.length), ISO_8859_1));
    }

    private static Optional<String> text(String start) {
        if (start.chars().anyMatch(c -> c < ' ' && "\t\n\f\r\u001b".indexOf(c) < 0)) {
            return Optional.empty();
        }
        String text = start.startsWith("\u00ef\u00bb\u00bf") ? start.substring(3) : start;
        return find(TEXT, text.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT))
                .or(() -> Optional.of("a text file: a file that is no archive can stay there if its name starts with a dot"));
    }

    private static Optional<String> find(List<Mark> marks, String bytes) {
        return marks.stream().filter(mark -> bytes.startsWith(mark.mark(), mark.offset())).map(Mark::what).findFirst();
    }
}
