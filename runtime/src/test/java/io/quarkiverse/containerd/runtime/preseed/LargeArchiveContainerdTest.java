package io.quarkiverse.containerd.runtime.preseed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;

import io.quarkiverse.containerd.client.BlobInfo;
import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.client.NamespaceClient;
import io.quarkiverse.containerd.client.StoredImage;
import io.quarkiverse.containerd.runtime.grpc.ConnectedContainerd;
import io.quarkiverse.containerd.testing.DebianContainerd;

/** Archives of many times the heap that a preseed has. */
@Tag("containerd")
class LargeArchiveContainerdTest {

    private static final int MIB = 1 << 20;
    private static final int LAYER = 256 * MIB;
    private static final int BLOCK = TarConstants.DEFAULT_RCDSIZE;

    @TempDir
    Path directory;

    /** How the bytes get to the file. */
    private interface Outer {
        OutputStream to(OutputStream file) throws IOException;
    }

    @Test
    void areLoadedWith64MiBOfHeap() throws Exception {
        Files.createDirectory(directory.resolve("large"));
        archive("plain", 1, file -> file);
        archive("gzip", 2, FastGzip::new);
        archive("zstd", 3, ZstdOutputStreamNoFinalizer::new);

        try (ConnectedContainerd containerd = ConnectedContainerd.start(DebianContainerd.V2)) {
            run(containerd.socket());

            NamespaceClient namespace = containerd.client().namespace("large");
            assertThat(namespace.images().list()).extracting(StoredImage::name).containsExactlyInAnyOrder(
                    "docker.io/library/plain:1", "docker.io/library/gzip:1", "docker.io/library/zstd:1");
            assertThat(namespace.content().list()).extracting(BlobInfo::size).filteredOn(size -> size > LAYER).hasSize(3);
            StoreInvariants.imagesAreWhole(namespace);
        }
    }

    private void run(Path socket) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(PreseedProgram.command(directory, socket, "-Xmx64m"))
                .redirectErrorStream(true).start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), UTF_8);
            assertThat(process.waitFor()).as(output).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    /** A docker archive with one layer, written without keeping it. */
    private void archive(String name, long seed, Outer outer) throws IOException {
        MessageDigest sha256 = Digest.sha256();
        layer(new DigestOutputStream(OutputStream.nullOutputStream(), sha256), seed);
        String config = "{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\""
                + Digest.of(sha256) + "\"]}}";
        String manifest = "[{\"Config\":\"config.json\",\"RepoTags\":[\"" + name + ":1\"],\"Layers\":[\"layer.tar\"]}]";
        OutputStream file = Files.newOutputStream(directory.resolve("large").resolve(name));
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new BufferedOutputStream(outer.to(file), MIB))) {
            document(tar, "config.json", config);
            begin(tar, "layer.tar", BLOCK + LAYER + 2 * BLOCK);
            layer(tar, seed);
            tar.closeArchiveEntry();
            document(tar, "manifest.json", manifest);
        }
    }

    private static void document(TarArchiveOutputStream tar, String name, String text) throws IOException {
        begin(tar, name, text.length());
        tar.write(text.getBytes(UTF_8));
        tar.closeArchiveEntry();
    }

    private static void begin(TarArchiveOutputStream tar, String name, long size) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(size);
        tar.putArchiveEntry(entry);
    }

    /** A tar file with one file of random bytes. */
    private static void layer(OutputStream out, long seed) throws IOException {
        byte[] header = new byte[BLOCK];
        TarArchiveEntry entry = new TarArchiveEntry("data");
        entry.setModTime(0);
        entry.setSize(LAYER);
        entry.writeEntryHeader(header);
        out.write(header);
        Random random = new Random(seed);
        byte[] piece = new byte[MIB];
        for (int written = 0; written < LAYER; written += MIB) {
            random.nextBytes(piece);
            out.write(piece);
        }
        out.write(new byte[2 * BLOCK]);
    }

    private static final class FastGzip extends GZIPOutputStream {

        FastGzip(OutputStream target) throws IOException {
            super(target, MIB);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
