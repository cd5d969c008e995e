package io.quarkiverse.containerd.runtime.archive.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;

import io.quarkiverse.containerd.testing.Compressor;

@Tag("small-heap")
@Timeout(120)
class WindowBudgetTest {

    private static final int MIB = 1 << 20;

    @TempDir
    Path directory;

    private final WindowBudget budget = new WindowBudget(3 * MIB);

    /** Compresses with a given window. */
    private interface Writer {
        OutputStream to(OutputStream target, int windowLog) throws IOException;
    }

    /** The formats whose windows differ. */
    enum Windows {
        ZSTD((target, log) -> new ZstdOutputStreamNoFinalizer(target, 1).setLong(log)),
        XZ((target, log) -> {
            LZMA2Options options = new LZMA2Options(0);
            options.setDictSize(1 << log);
            return new XZOutputStream(target, options);
        });

        private final Writer writer;

        Windows(Writer writer) {
            this.writer = writer;
        }

        byte[] compress(byte[] bytes, int windowLog) throws IOException {
            ByteArrayOutputStream target = new ByteArrayOutputStream();
            try (OutputStream out = writer.to(target, windowLog)) {
                out.write(bytes);
            }
            return target.toByteArray();
        }
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private FileChannel file(byte[]... parts) throws IOException {
        Path file = directory.resolve("file");
        try (OutputStream out = Files.newOutputStream(file)) {
            for (byte[] part : parts) {
                out.write(part);
            }
        }
        return FileChannel.open(file, StandardOpenOption.READ);
    }

    @ParameterizedTest
    @EnumSource
    void whoNeedsMoreThanIsLeftWaits(Windows format) throws Exception {
        byte[] bytes = random(100_000);
        FileChannel file = file(format.compress(random(1000), 16), format.compress(bytes, 20));
        WindowBudget.Claim other = budget.claim(5 * MIB / 2);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread reader = new Thread(() -> {
            try (InputStream in = Compression.valueOf(format.name()).decompress(file, Channels.newInputStream(file), budget)) {
                in.skipNBytes(1000);
                assertThat(in.readAllBytes()).isEqualTo(bytes);
            } catch (Throwable e) {
                failure.set(e);
            }
        });
        reader.start();
        await().until(() -> reader.getState() == Thread.State.WAITING);
        other.close();
        reader.join();

        assertThat(failure.get()).isNull();
        budget.claim(3 * MIB).close();
    }

    @ParameterizedTest
    @EnumSource
    void theWaitEndsWithAnInterrupt(Windows format) throws Exception {
        FileChannel file = file(format.compress(random(100_000), 20));
        WindowBudget.Claim other = budget.claim(5 * MIB / 2);
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> {
                try (InputStream in = Compression.valueOf(format.name()).decompress(file, Channels.newInputStream(file),
                        budget)) {
                    in.readAllBytes();
                }
            }).isInstanceOf(ClosedByInterruptException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        other.close();
        budget.claim(3 * MIB).close();
    }

    @ParameterizedTest
    @EnumSource(names = { "GZIP", "ZSTD", "BZIP2", "XZ", "LZ4" })
    void allIsGivenBackAlsoOfWhatIsDamaged(Compressor compressor) throws Exception {
        byte[] compressed = compressor.compress(random(100_000));
        for (int length : new int[] { compressed.length, compressed.length / 2, 20 }) {
            FileChannel file = file(Arrays.copyOf(compressed, length));
            try (InputStream in = Compression.valueOf(compressor.name()).decompress(file, Channels.newInputStream(file),
                    budget)) {
                in.readAllBytes();
            } catch (IOException damaged) {
                assertThat(length).isLessThan(compressed.length);
            }
            budget.claim(3 * MIB).close();
        }
    }

    @Test
    void findsTheLargestWindowOfAllFrames() throws Exception {
        byte[] skippable = { 0x51, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3 };
        byte[] zeros = new byte[300_000];
        byte[] small = Windows.ZSTD.compress(zeros, 20);
        byte[] large = Windows.ZSTD.compress(random(300_000), 24);
        try (FileChannel file = file(skippable, small, small, large, skippable, small)) {
            assertThat(ZstdFrames.largestWindow(file)).isEqualTo(1 << 24);
        }
        try (FileChannel file = file(small, skippable)) {
            assertThat(ZstdFrames.largestWindow(file)).isEqualTo(1 << 20);
        }
        try (FileChannel file = file(small, new byte[] { 1, 2, 3, 4, 5 })) {
            assertThat(ZstdFrames.largestWindow(file)).isEqualTo(1 << 20);
        }
        for (int length = 0; length < small.length; length++) {
            try (FileChannel file = file(Arrays.copyOf(small, length))) {
                assertThat(ZstdFrames.largestWindow(file)).isIn(0L, 1L << 20);
            }
        }
    }

    @Test
    void moreThanThereIsCountsAsAllOfIt() throws Exception {
        try (WindowBudget.Claim all = budget.claim(Long.MAX_VALUE / 2)) {
            assertThat(budget.bytes()).isEqualTo(3 * MIB);
        }
    }
}
