package io.quarkiverse.containerd.runtime.preseed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.containerd.client.BlobInfo;
import io.quarkiverse.containerd.client.NamespaceClient;
import io.quarkiverse.containerd.client.StoredImage;
import io.quarkiverse.containerd.runtime.grpc.ConnectedContainerd;
import io.quarkiverse.containerd.testing.Compressor;
import io.quarkiverse.containerd.testing.DebianContainerd;
import io.quarkiverse.containerd.testing.DockerArchive;
import io.quarkiverse.containerd.testing.Image;
import io.quarkiverse.containerd.testing.Layer;

/** Archives of many times the heap that a preseed has. */
@Tag("containerd")
class LargeArchiveContainerdTest {

    private static final int MIB = 1 << 20;
    private static final int LAYER = 128 * MIB;

    @TempDir
    Path directory;

    @Test
    void areLoadedWith64MiBOfHeap() throws Exception {
        Files.createDirectory(directory.resolve("large"));
        archive("plain", 1, Compressor.NONE);
        archive("gzip", 2, Compressor.FAST_GZIP);
        archive("zstd", 3, Compressor.ZSTD);

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

    /** Writes a docker archive with one layer. */
    private void archive(String name, long seed, Compressor compressor) throws IOException {
        Path file = directory.resolve("layer");
        Layer layer = Layer.write(file, Compressor.NONE, tar -> tar.file("data", LAYER, target -> random(target, seed)));
        new DockerArchive().image(Image.of(layer), name + ":1").write(directory.resolve("large").resolve(name), compressor);
        Files.delete(file);
    }

    private static void random(OutputStream target, long seed) throws IOException {
        Random random = new Random(seed);
        byte[] piece = new byte[MIB];
        for (int written = 0; written < LAYER; written += MIB) {
            random.nextBytes(piece);
            target.write(piece);
        }
    }
}
