package io.quarkiverse.containerd.runtime.archive.compression;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import io.quarkiverse.containerd.runtime.archive.ArchiveException;
import io.quarkiverse.containerd.runtime.archive.ArchiveFile;
import io.quarkiverse.containerd.runtime.archive.ArchiveProgress;
import io.quarkiverse.containerd.runtime.archive.Extent;
import io.quarkiverse.containerd.runtime.archive.Staging;
import io.quarkiverse.containerd.runtime.archive.tar.OtherFormat;
import io.quarkiverse.containerd.runtime.archive.tar.TarInput;

/**
 * A tar file that is being decompressed. The bodies of its files are staged; those that are not go into the spool file, at the
 * positions that they have in the tar file, where nothing else takes room.
 */
final class DecompressedInput implements TarInput {

    private static final long MOST_PADDING = 1024 * 1024;

    private final ReadAhead bytes;
    private final SpoolFile spool;
    private final DecompressedSource source;
    private final Staging staging;
    private final DecompressionErrors errors;
    private final SourceStream compressed;
    private final ArchiveProgress progress;
    private long position;
    /** The first bytes; null before they are looked at. */
    private byte[] start;

    /**
     * @param source is told of the files that are staged
     * @param compressed the archive, which is read ahead
     */
    DecompressedInput(ReadAhead bytes, SpoolFile spool, DecompressedSource source, Staging staging, DecompressionErrors errors,
            SourceStream compressed, ArchiveProgress progress) {
        this.bytes = bytes;
        this.spool = spool;
        this.source = source;
        this.staging = staging;
        this.errors = errors;
        this.compressed = compressed;
        this.progress = progress;
    }

    /** One step of taking bytes. */
    private interface Take {
        ByteBuffer take() throws IOException, InterruptedException;
    }

    private ByteBuffer take(Take step) throws ArchiveException {
        try {
            return step.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw errors.interrupted(e);
        } catch (IOException | RuntimeException e) {
            throw errors.of(e, compressed, position);
        }
    }

    /** Returns as many as there are at hand: a block, or all. */
    private byte[] peek() throws ArchiveException {
        ByteBuffer first = take(bytes::peek);
        byte[] peeked = new byte[Math.min(OtherFormat.BYTES, first.remaining())];
        first.get(peeked);
        return peeked;
    }

    @Override
    public byte[] start(int most) throws ArchiveException {
        if (start == null) {
            start = peek();
        }
        return Arrays.copyOf(start, Math.min(most, start.length));
    }

    private ByteBuffer next(long most) throws IOException {
        start(0);
        ByteBuffer next = take(() -> bytes.next(most));
        position += next.remaining();
        if (position > errors.limits().decompressedBytes()) {
            throw errors.tooLarge();
        }
        report();
        return next;
    }

    private void report() throws IOException {
        try {
            compressed.report(progress);
        } catch (ClosedByInterruptException e) {
            throw errors.interrupted(e);
        }
    }

    /** What takes bytes. */
    private interface Target {
        void take(ByteBuffer bytes) throws IOException;
    }

    private long pass(long length, Target target) throws IOException {
        long passed = 0;
        while (passed < length) {
            ByteBuffer next = next(length - passed);
            if (!next.hasRemaining()) {
                return passed;
            }
            passed += next.remaining();
            target.take(next);
        }
        return passed;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public byte[] read(int length) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        pass(length, next -> read.write(next.array(), next.arrayOffset(), next.remaining()));
        return read.toByteArray();
    }

    @Override
    public long skip(long length) throws IOException {
        return pass(length, next -> {
        });
    }

    @Override
    public long body(ArchiveFile file, long length) throws IOException {
        if (length > errors.limits().decompressedBytes() - position) {
            throw errors.tooLarge();
        }
        // a sparse file is more than its stored bytes
        boolean whole = file.extents().equals(List.of(new Extent(0, position, length))) && file.size() == length;
        Optional<Staging.Entry> entry = whole ? begin(length) : Optional.empty();
        return entry.isPresent() ? stage(file, length, entry.get()) : spool(length);
    }

    private long spool(long length) throws IOException {
        spool.claimRoom(length, position);
        return pass(length, next -> spool.write(next, position - next.remaining()));
    }

    private Optional<Staging.Entry> begin(long length) throws ArchiveException {
        try {
            return staging.begin(length);
        } catch (IOException e) {
            throw errors.unstaged(e);
        }
    }

    private long stage(ArchiveFile file, long length, Staging.Entry entry) throws IOException {
        try (entry) {
            long staged = pass(length, next -> write(entry, next));
            if (staged == length) {
                source.add(file, entry.finish());
            }
            return staged;
        }
    }

    private void write(Staging.Entry entry, ByteBuffer next) throws ArchiveException {
        try {
            entry.write(next);
        } catch (IOException e) {
            throw errors.unstaged(e);
        }
    }

    /**
     * Decompresses what follows the end mark of the tar file, to find errors there, but no more than tools write as padding.
     */
    void drain() throws IOException {
        skip(MOST_PADDING);
    }
}
