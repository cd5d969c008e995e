package io.quarkiverse.containerd.runtime.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainer;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import com.google.cloud.tools.jib.api.buildplan.Platform;

import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.runtime.archive.layout.Archive;
import io.quarkiverse.containerd.runtime.archive.layout.ArchiveReader;
import io.quarkiverse.containerd.runtime.archive.layout.DockerArchive;
import io.quarkiverse.containerd.runtime.archive.layout.OciArchive;
import io.quarkiverse.containerd.runtime.archive.plan.ArchivePlan;
import io.quarkiverse.containerd.runtime.archive.plan.ArchivePlanner;
import io.quarkiverse.containerd.runtime.archive.plan.BlobContent;
import io.quarkiverse.containerd.runtime.archive.plan.PlannedBlob;
import io.quarkiverse.containerd.runtime.archive.plan.StoredContent;
import io.quarkiverse.containerd.runtime.oci.ImageRecord;
import io.quarkiverse.containerd.runtime.oci.MediaTypes;
import io.quarkiverse.containerd.runtime.oci.PlatformMatcher;
import io.quarkiverse.containerd.runtime.oci.Platforms;
import io.quarkiverse.containerd.runtime.oci.RecordRules;
import io.quarkiverse.containerd.runtime.oci.RefTranslator;

/** Archives that another program wrote. */
@Tag("small-heap")
class JibArchiveTest {

    private static final ArchivePlanner PLANNER = new ArchivePlanner(PlatformMatcher.only(Platforms.parse("linux/amd64")),
            RefTranslator.verbatim(), false);

    @TempDir
    Path directory;

    private JibContainer build(ImageFormat format, Path archive) throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "text");
        return Jib.fromScratch()
                .setPlatforms(Set.of(new Platform("amd64", "linux")))
                .setFormat(format)
                .setCreationTime(Instant.EPOCH)
                .setEntrypoint("/file")
                .addFileEntriesLayer(FileEntriesLayer.builder().addEntry(file, AbsoluteUnixPath.get("/file")).build())
                .addFileEntriesLayer(FileEntriesLayer.builder().addEntry(file, AbsoluteUnixPath.get("/other")).build())
                .containerize(Containerizer.to(TarImage.at(archive).named("example.com/made/by-jib:1"))
                        .withAdditionalTag("second")
                        .setApplicationLayersCache(directory.resolve("layers"))
                        .setBaseImageLayersCache(directory.resolve("base"))
                        .setOfflineMode(true));
    }

    @Test
    void readsAnArchiveWithCompressedLayers() throws Exception {
        Path file = directory.resolve("docker.tar");
        JibContainer container = build(ImageFormat.Docker, file);
        try (Archive archive = new ArchiveReader().open(file)) {
            assertThat(archive.index()).isInstanceOf(DockerArchive.class);
            ArchivePlan plan = PLANNER.plan(archive, StoredContent.none(), RecordRules.CONTAINERD);
            assertThat(plan.images()).extracting(ImageRecord::name).contains("example.com/made/by-jib:1");
            assertThat(plan.blobs()).hasSize(4).noneMatch(PlannedBlob::unverified);
            assertThat(plan.blobs().get(1).descriptor().digest().hex()).isEqualTo(container.getImageId().getHash());
            assertThat(plan.blobs().subList(2, 4)).extracting(blob -> blob.descriptor().mediaType())
                    .containsOnly(MediaTypes.DOCKER_LAYER_GZIP);
            assertDigests(plan.blobs());
        }
    }

    @Test
    void readsAnOciLayout() throws Exception {
        Path file = directory.resolve("oci.tar");
        JibContainer container = build(ImageFormat.OCI, file);
        try (Archive archive = new ArchiveReader().open(file)) {
            assertThat(archive.index()).isInstanceOf(OciArchive.class);
            ArchivePlan plan = PLANNER.plan(archive, StoredContent.none(), RecordRules.CONTAINERD);
            assertThat(plan.images()).singleElement().satisfies(image -> assertThat(image.target().digest().hex())
                    .isEqualTo(container.getDigest().getHash()));
            assertThat(plan.blobs()).hasSize(4);
            assertDigests(plan.blobs());
        }
    }

    @ParameterizedTest
    @EnumSource(ImageFormat.class)
    void hashingEverythingFindsTheSameImages(ImageFormat format) throws Exception {
        Path file = directory.resolve("image.tar");
        build(format, file);
        assertThat(images(file, new ArchiveReader(ArchiveLimits.defaults(), true))).isNotEmpty()
                .isEqualTo(images(file, new ArchiveReader()));
    }

    private static List<ImageRecord> images(Path file, ArchiveReader reader) throws IOException {
        try (Archive archive = reader.open(file)) {
            return PLANNER.plan(archive, StoredContent.none(), RecordRules.CONTAINERD).images();
        }
    }

    private static void assertDigests(List<PlannedBlob> blobs) throws IOException {
        for (PlannedBlob blob : blobs) {
            BlobContent content = blob.content().orElseThrow();
            ByteBuffer bytes = ByteBuffer.allocate((int) content.size());
            content.read(0, bytes);
            MessageDigest sha256 = Digest.sha256();
            sha256.update(bytes.flip());
            assertThat(Digest.of(sha256)).isEqualTo(blob.descriptor().digest());
            assertThat(content.size()).isEqualTo(blob.descriptor().size());
        }
    }
}
