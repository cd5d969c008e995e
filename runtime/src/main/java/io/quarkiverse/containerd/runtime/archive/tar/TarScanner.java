package io.quarkiverse.containerd.runtime.archive.tar;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveSparseEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveStructSparse;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.tar.TarUtils;
import org.apache.commons.compress.archivers.zip.ZipEncoding;
import org.apache.commons.compress.archivers.zip.ZipEncodingHelper;

import io.quarkiverse.containerd.runtime.archive.ArchiveException;
import io.quarkiverse.containerd.runtime.archive.ArchiveFile;
import io.quarkiverse.containerd.runtime.archive.ArchiveLimits;
import io.quarkiverse.containerd.runtime.archive.Extent;
import io.quarkiverse.containerd.runtime.archive.FileTable;
import io.quarkiverse.containerd.runtime.oci.DocumentLimits;

/**
 * Reads the headers of a tar file and passes over the bodies. Commons Compress parses single headers; moving from header to
 * header is done here, because its {@code TarFile} verifies no checksums, treats a truncated header as the end, and
 * reads extended headers of any length and number.
 */
public final class TarScanner {

    /** Size of a header in bytes. */
    private static final int BLOCK = TarConstants.DEFAULT_RCDSIZE;

    private static final int LONGEST_NUMBER = 19;
    private static final String INCONSISTENT = "the map of the sparse file is inconsistent";
    private static final ZipEncoding ENCODING = ZipEncodingHelper.getZipEncoding(UTF_8.name());

    private final Path path;
    private final TarInput input;
    private final ArchiveLimits limits;
    private final FileTable table = new FileTable();
    private int headers;
    private long metadata;
    private int runs;
    private long holes;
    private String current;

    private TarScanner(Path path, TarInput input, ArchiveLimits limits) {
        this.path = path;
        this.input = input;
        this.limits = limits;
    }

    /** @throws ArchiveException if this is not a tar file, is damaged, or exceeds a limit */
    public static FileTable scan(Path path, FileChannel channel, ArchiveLimits limits) throws IOException {
        return scan(path, new ChannelInput(channel), limits);
    }

    /** @throws ArchiveException if this is not a tar file, is damaged, or exceeds a limit */
    public static FileTable scan(Path path, TarInput input, ArchiveLimits limits) throws IOException {
        TarScanner scanner = new TarScanner(path, input, limits);
        try {
            scanner.scan();
        } catch (IllegalArgumentException e) {
            throw scanner.damaged(e.getMessage(), e);
        }
        return scanner.table;
    }

    private void scan() throws IOException {
        Overrides overrides = new Overrides();
        byte[] block;
        while ((block = nextHeader()) != null) {
            TarArchiveEntry header = parse(block);
            overrides = header.getLinkFlag() == TarConstants.LF_PAX_GLOBAL_EXTENDED_HEADER ? skipGlobal(header)
                    : isExtension(header) ? extend(header, overrides)
                            : entry(header, overrides);
        }
        if (headers == 0 && otherFormat().isPresent()) {
            throw damaged(notTar(), null);
        }
        if (!overrides.isEmpty()) {
            throw damaged("the archive is truncated: an extended header is followed by no entry", null);
        }
    }

    /**
     * Whether a tar file may start with these bytes: a header, or a block of zeros if it is empty.
     *
     * @param start the first bytes of the file
     * @param length number of bytes in {@code start}
     */
    public static boolean isTar(byte[] start, int length) {
        if (length < BLOCK) {
            return false;
        }
        byte[] block = Arrays.copyOf(start, BLOCK);
        try {
            return isZero(block) || TarUtils.verifyCheckSum(block);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * Returns the next header; null at the end: two zero blocks, one zero block at the end of the file, or the end of
     * the file.
     */
    private byte[] nextHeader() throws IOException {
        byte[] block = block();
        if (block == null) {
            return null;
        }
        if (isZero(block)) {
            byte[] second = block();
            if (second == null || isZero(second)) {
                return null;
            }
            throw damaged("no tar header after a zero block at byte " + (input.position() - BLOCK), null);
        }
        if (++headers > limits.entries()) {
            throw limits.tooManyEntries(path);
        }
        return block;
    }

    private byte[] block() throws IOException {
        boolean first = input.position() == 0;
        byte[] block = input.read(BLOCK);
        if (block.length < BLOCK && first) {
            throw damaged(notTar(), null);
        }
        if (block.length > 0 && block.length < BLOCK) {
            throw truncated();
        }
        return block.length == 0 ? null : block;
    }

    private byte[] read(int length) throws IOException {
        byte[] bytes = input.read(length);
        if (bytes.length < length) {
            throw truncated();
        }
        return bytes;
    }

    private static boolean isZero(byte[] block) {
        for (byte b : block) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    private TarArchiveEntry parse(byte[] block) throws IOException {
        String where = "at byte " + (input.position() - BLOCK);
        try {
            if (TarUtils.verifyCheckSum(block)) {
                return new TarArchiveEntry(block, ENCODING, true);
            }
        } catch (IllegalArgumentException | IOException e) {
            throw damaged(invalid(where), e);
        }
        throw damaged(invalid(where), null);
    }

    private String invalid(String where) throws IOException {
        return headers == 1 ? notTar() : "invalid tar header " + where;
    }

    private String notTar() throws IOException {
        return "this is not a tar file" + otherFormat().map(format -> ", it is " + format).orElse("");
    }

    private Optional<String> otherFormat() throws IOException {
        return OtherFormat.of(input.start(OtherFormat.BYTES));
    }

    private static boolean isExtension(TarArchiveEntry header) {
        return switch (header.getLinkFlag()) {
            case TarConstants.LF_GNUTYPE_LONGNAME, TarConstants.LF_GNUTYPE_LONGLINK,
                    TarConstants.LF_PAX_EXTENDED_HEADER_LC, TarConstants.LF_PAX_EXTENDED_HEADER_UC ->
                true;
            default -> false;
        };
    }

    /** Skips a global header: Go's tar reader, and so containerd, does not apply them. */
    private Overrides skipGlobal(TarArchiveEntry header) throws IOException {
        skipBody(header.getSize());
        return new Overrides();
    }

    private Overrides extend(TarArchiveEntry header, Overrides overrides) throws IOException {
        byte[] body = metadata(header.getSize());
        skipPadding(header.getSize());
        switch (header.getLinkFlag()) {
            case TarConstants.LF_GNUTYPE_LONGNAME -> overrides.name = text(body);
            case TarConstants.LF_GNUTYPE_LONGLINK -> overrides.linkName = text(body);
            default -> overrides.pax = PaxRecords.parse(body, this::newRuns);
        }
        return overrides;
    }

    private byte[] metadata(long size) throws IOException {
        metadata += size;
        if (size < 0 || metadata > limits.metadataBytes()) {
            throw damaged("names and extended headers take more than " + limits.metadataBytes() + " bytes"
                    + DocumentLimits.key("metadata"), null);
        }
        return read((int) size);
    }

    private static String text(byte[] bytes) {
        int length = 0;
        while (length < bytes.length && bytes[length] != 0) {
            length++;
        }
        return EntryNames.decode(bytes, 0, length);
    }

    private Overrides entry(TarArchiveEntry header, Overrides overrides) throws IOException {
        String rawName = overrides.name(header);
        current = EntryNames.normalize(rawName);
        switch (header.getLinkFlag()) {
            case TarConstants.LF_OLDNORM, TarConstants.LF_NORMAL, TarConstants.LF_CONTIG, TarConstants.LF_GNUTYPE_SPARSE ->
                file(header, overrides, header.getLinkFlag() == TarConstants.LF_OLDNORM && rawName.endsWith("/"));
            case TarConstants.LF_SYMLINK ->
                table.addLink(current, EntryNames.linkTarget(current, overrides.linkName(header)));
            case TarConstants.LF_LINK -> table.addLink(current, EntryNames.normalize(overrides.linkName(header)));
            case TarConstants.LF_CHR, TarConstants.LF_BLK, TarConstants.LF_DIR, TarConstants.LF_FIFO -> {
            }
            default -> skipBody(overrides.size(header));
        }
        current = null;
        return new Overrides();
    }

    private void file(TarArchiveEntry header, Overrides overrides, boolean directory) throws IOException {
        long stored = overrides.size(header);
        SparseRuns oldSparse = header.getLinkFlag() == TarConstants.LF_GNUTYPE_SPARSE ? oldSparseRuns(header) : null;
        long body = input.position();
        ArchiveFile file;
        if (oldSparse != null) {
            file = sparse(header.getRealSize(), oldSparse, body, stored);
        } else if (overrides.pax.isSparse()) {
            file = paxSparse(overrides.pax, body, stored);
        } else {
            file = new ArchiveFile(current, stored, stored == 0 ? List.of() : List.of(new Extent(0, body, stored)));
        }
        // a map in the body has been read
        long left = stored - (input.position() - body);
        if (directory || left < 0) {
            skip(left);
        } else {
            requireWhole(left, input.body(file, left));
            table.add(file);
        }
        skipPadding(stored);
    }

    private SparseRuns oldSparseRuns(TarArchiveEntry header) throws IOException {
        SparseRuns found = newRuns();
        add(header.getSparseHeaders(), found);
        boolean more = header.isExtended();
        while (more) {
            TarArchiveSparseEntry extension = new TarArchiveSparseEntry(metadata(BLOCK));
            add(extension.getSparseHeaders(), found);
            more = extension.isExtended();
        }
        return found;
    }

    /**
     * Creates a collection for the runs of a sparse file, of which all files of an archive together may have a limited number.
     */
    private SparseRuns newRuns() {
        return new SparseRuns(limits.entries() - runs, limits.entries());
    }

    private static void add(List<TarArchiveStructSparse> headers, SparseRuns runs) {
        for (TarArchiveStructSparse header : headers) {
            if (header.getOffset() != 0 || header.getNumbytes() != 0) {
                runs.add(header.getOffset());
                runs.add(header.getNumbytes());
            }
        }
    }

    private ArchiveFile paxSparse(PaxRecords pax, long body, long stored) throws IOException {
        long size = pax.sparseSize().orElse(stored);
        if (!pax.hasSparseMapInBody()) {
            return sparse(size, pax.sparseRuns(), body, stored);
        }
        SparseRuns found = sparseMapInBody(body + stored);
        return sparse(size, found, input.position(), stored - (input.position() - body));
    }

    /** Reads decimal numbers, each ended by a newline, the number of runs first; padded to a whole block. */
    private SparseRuns sparseMapInBody(long bodyEnd) throws IOException {
        SparseRuns found = newRuns();
        StringBuilder digits = new StringBuilder();
        long missing = -1;
        while (missing != 0) {
            if (input.position() + BLOCK > bodyEnd) {
                throw new IllegalArgumentException(INCONSISTENT);
            }
            byte[] block = metadata(BLOCK);
            for (int at = 0; at < BLOCK && missing != 0; at++) {
                if (block[at] != '\n') {
                    digits.append((char) block[at]);
                    if (digits.length() > LONGEST_NUMBER) {
                        throw new IllegalArgumentException(INCONSISTENT);
                    }
                    continue;
                }
                long number = PaxRecords.number(digits.toString());
                digits.setLength(0);
                if (missing < 0) {
                    missing = 2 * Math.min(number, limits.metadataBytes());
                } else {
                    found.add(number);
                    missing--;
                }
            }
        }
        return found;
    }

    private ArchiveFile sparse(long size, SparseRuns found, long start, long stored) {
        runs += found.size();
        holes += Math.max(0, Math.min(size - stored, Long.MAX_VALUE - holes));
        if (holes > limits.holeBytes()) {
            throw new IllegalArgumentException("the holes of the sparse files take more than " + limits.holeBytes() + " bytes"
                    + DocumentLimits.key("holes"));
        }
        SparseMap map = new SparseMap(size, start, stored);
        for (int run = 0; run < found.size(); run++) {
            map.add(found.position(run), found.length(run));
        }
        return new ArchiveFile(current, size, map.extents());
    }

    private void skipBody(long size) throws IOException {
        skip(size);
        skipPadding(size);
    }

    private void skip(long size) throws IOException {
        requireWhole(size, input.skip(Math.max(0, size)));
    }

    private void requireWhole(long size, long found) throws ArchiveException {
        if (size < 0 || found < size) {
            throw truncated();
        }
    }

    /** Skips the padding after a body, which may be missing after the last entry. */
    private void skipPadding(long size) throws IOException {
        input.skip((BLOCK - size % BLOCK) % BLOCK);
    }

    private ArchiveException truncated() {
        return damaged("the archive is truncated: it ends at byte " + input.position(), null);
    }

    private ArchiveException damaged(String reason, Throwable cause) {
        return new ArchiveException(path, current, reason, cause);
    }

    /** Attributes from extended headers for the entry that follows them. */
    private static final class Overrides {

        private String name;
        private String linkName;
        private PaxRecords pax = PaxRecords.none();

        boolean isEmpty() {
            return name == null && linkName == null && pax.isEmpty();
        }

        String name(TarArchiveEntry header) {
            return pax.sparseName().or(() -> Optional.ofNullable(name)).or(pax::name).orElseGet(header::getName);
        }

        String linkName(TarArchiveEntry header) {
            return Optional.ofNullable(linkName).or(pax::linkName).orElseGet(header::getLinkName);
        }

        long size(TarArchiveEntry header) {
            return pax.size().orElse(header.getSize());
        }
    }
}
