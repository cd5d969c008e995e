package io.quarkiverse.containerd.runtime.archive.compression;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

import io.quarkiverse.containerd.runtime.archive.ChannelReads;

/**
 * The frames of a zstd file (RFC 8878), of which only the headers are read. A file may have several, each with a window of its
 * own, and the decoder takes the memory for the largest.
 */
final class ZstdFrames {

    private static final int MAGIC = 0xFD2FB528;
    private static final int SKIPPABLE = 0x184D2A50;
    private static final int RLE = 1;
    private static final int PAGE = 64 * 1024;
    private static final int[] DICTIONARY_ID = { 0, 1, 2, 4 };

    private final FileChannel file;
    private final long end;
    private final ByteBuffer page = ByteBuffer.allocate(PAGE).order(ByteOrder.LITTLE_ENDIAN).limit(0);
    private long pageStart;
    private long position;
    private long largest;

    private ZstdFrames(FileChannel file) throws IOException {
        this.file = file;
        this.end = file.size();
    }

    /** Returns the size of the largest window in bytes; of a damaged file, of those before the damage. */
    static long largestWindow(FileChannel file) throws IOException {
        ZstdFrames frames = new ZstdFrames(file);
        try {
            boolean more = true;
            while (more && frames.position < frames.end) {
                more = frames.passFrame();
            }
        } catch (EOFException cut) {
            // the decoder says so
        }
        return frames.largest;
    }

    /** @return false if this is no frame */
    private boolean passFrame() throws IOException {
        int magic = (int) take(Integer.BYTES);
        if ((magic & ~0xf) == SKIPPABLE) {
            long length = take(Integer.BYTES);
            position += length;
            return true;
        }
        if (magic != MAGIC) {
            return false;
        }
        int descriptor = (int) take(1);
        boolean single = (descriptor & 0x20) != 0;
        long window = single ? 0 : window((int) take(1));
        position += DICTIONARY_ID[descriptor & 3];
        long content = contentSize(descriptor >> 6, single);
        largest = Math.max(largest, single ? content : window);
        passBlocks();
        position += (descriptor & 4) == 0 ? 0 : Integer.BYTES;
        return true;
    }

    private static long window(int descriptor) {
        long base = 1L << 10 + (descriptor >> 3);
        return base + base / 8 * (descriptor & 7);
    }

    private long contentSize(int flag, boolean single) throws IOException {
        return switch (flag) {
            case 0 -> single ? take(1) : 0;
            case 1 -> take(Short.BYTES) + 256;
            case 2 -> take(Integer.BYTES);
            default -> Math.max(0, take(Long.BYTES));
        };
    }

    private void passBlocks() throws IOException {
        boolean last = false;
        while (!last) {
            int header = (int) take(3);
            last = (header & 1) != 0;
            position += (header >> 1 & 3) == RLE ? 1 : header >> 3;
        }
    }

    /** Takes a number of so many bytes, the lowest first. */
    private long take(int bytes) throws IOException {
        if (position < pageStart || position + bytes > pageStart + page.limit()) {
            if (position + bytes > end) {
                throw new EOFException();
            }
            page.clear().limit((int) Math.min(PAGE, end - position));
            pageStart = position;
            ChannelReads.fully(file, page, position);
        }
        long number = 0;
        for (int i = bytes - 1; i >= 0; i--) {
            number = number << 8 | page.get((int) (position - pageStart) + i) & 0xff;
        }
        position += bytes;
        return number;
    }
}
