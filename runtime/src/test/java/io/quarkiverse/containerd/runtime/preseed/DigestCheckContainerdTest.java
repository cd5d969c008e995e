package io.quarkiverse.containerd.runtime.preseed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.containerd.NodeState;
import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.client.NamespaceClient;
import io.quarkiverse.containerd.preseed.ArchiveReport;
import io.quarkiverse.containerd.runtime.archive.plan.ArchiveSettings;
import io.quarkiverse.containerd.runtime.grpc.ConnectedContainerd;
import io.quarkiverse.containerd.runtime.preseed.settings.FollowSettings;
import io.quarkiverse.containerd.runtime.preseed.settings.ImageSettings;
import io.quarkiverse.containerd.runtime.preseed.settings.ImportSettings;
import io.quarkiverse.containerd.runtime.preseed.settings.PreseedSettings;
import io.quarkiverse.containerd.runtime.preseed.settings.RetrySettings;
import io.quarkiverse.containerd.testing.DebianContainerd;
import io.quarkiverse.containerd.testing.Image;
import io.quarkiverse.containerd.testing.Layer;
import io.quarkiverse.containerd.testing.OciLayout;

/** Bytes that have changed behind containerd's back are found and repaired in the background. */
@Tag("containerd")
class DigestCheckContainerdTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final PreseedStatus reports = new PreseedStatus();

    @Test
    void damagedBlobsAreWrittenAgain() throws Exception {
        Layer layer = Layer.random("data", 2_000_000, 1);
        Layer gone = Layer.random("gone", 700_000, 2);
        Layer cut = Layer.random("cut", 800_000, 3);
        Image image = Image.of(layer, gone, cut);
        new OciLayout().image("registry.test/app:1", image).write(directory.resolve("ours/image.tar"));
        FollowSettings follow = new FollowSettings(false, false, Duration.ofMillis(10), false, OptionalLong.of(50_000_000));
        PreseedSettings settings = new PreseedSettings(directory, List.of("**"), ArchiveSettings.defaults(),
                ImportSettings.defaults(), ImageSettings.none(), follow, RetrySettings.defaults());
        try (ConnectedContainerd containerd = ConnectedContainerd.start(DebianContainerd.V2);
                PreseedTree tree = new PreseedTree(new Preseed(settings, containerd::client, reports),
                        settings.retry().backoff())) {
            await().atMost(PATIENCE).until(() -> tree.state("root.preseed").equals(Optional.of(NodeState.HEALTHY)));
            NamespaceClient namespace = containerd.client().namespace("ours");
            Path blobs = containerd.client().contentDirectory().orElseThrow().resolve("blobs/sha256");
            Digest large = new Digest(layer.blob().digest());
            Digest document = new Digest(image.config().digest());
            Map<Path, byte[]> files = Map.of(blobs.resolve(large.hex()), layer.blob().bytes(),
                    blobs.resolve(document.hex()), image.config().bytes(), file(blobs, gone), gone.blob().bytes(),
                    file(blobs, cut), cut.blob().bytes());

            zero(blobs.resolve(large.hex()));
            zero(blobs.resolve(document.hex()));
            Files.delete(file(blobs, gone));
            Files.write(file(blobs, cut), new byte[1000]);

            await().atMost(PATIENCE).untilAsserted(
                    () -> files.forEach((file, bytes) -> assertThat(file).isRegularFile().hasBinaryContent(bytes)));
            StoreInvariants.imagesAreWhole(namespace);
            StoreInvariants.blobsAreTrue(namespace);
            await().atMost(PATIENCE)
                    .until(() -> reports.report().archives().get(0).state() == ArchiveReport.State.LOADED);
            assertThat(tree.state("root.preseed.verify")).contains(NodeState.HEALTHY);
            assertThat(tree.restarts("root.preseed")).isZero();
        }
    }

    private static Path file(Path blobs, Layer layer) {
        return blobs.resolve(new Digest(layer.blob().digest()).hex());
    }

    private static void zero(Path blob) throws IOException {
        Files.write(blob, new byte[(int) Files.size(blob)], StandardOpenOption.WRITE);
    }
}
