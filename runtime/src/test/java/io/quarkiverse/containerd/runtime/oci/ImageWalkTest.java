package io.quarkiverse.containerd.runtime.oci;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.quarkiverse.containerd.client.Digest;

class ImageWalkTest {

    private final Map<Digest, byte[]> content = new HashMap<>();
    private final ImageWalk walk = new ImageWalk(PlatformMatcher.only(Platforms.parse("linux/amd64")), false,
            new DocumentLimits(100_000, 32, 100));
    private int reads;

    private final ContentLookup lookup = new ContentLookup() {
        @Override
        public Optional<byte[]> document(Descriptor descriptor) {
            reads++;
            return Optional.ofNullable(content.get(descriptor.digest()));
        }

        @Override
        public OptionalLong size(Descriptor descriptor) {
            byte[] bytes = content.get(descriptor.digest());
            return bytes == null ? OptionalLong.empty() : OptionalLong.of(bytes.length);
        }
    };

    private Descriptor put(String mediaType, String bytes) {
        byte[] blob = bytes.getBytes(UTF_8);
        content.put(Digest.of(blob), blob);
        return new Descriptor(mediaType, Digest.of(blob), blob.length, Map.of(), Optional.empty());
    }

    /** Adds the configuration of an image of as many layers. */
    private Descriptor config(String author, int layers) {
        String diffIds = Stream.generate(() -> "\"" + Digest.of(new byte[0]) + "\"").limit(layers)
                .collect(Collectors.joining(","));
        return put(MediaTypes.OCI_CONFIG, "{\"os\":\"linux\",\"architecture\":\"amd64\",\"author\":\"" + author
                + "\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[" + diffIds + "]}}");
    }

    private static String json(Descriptor descriptor) {
        return "{\"mediaType\":\"" + descriptor.mediaType() + "\",\"digest\":\"" + descriptor.digest() + "\",\"size\":"
                + descriptor.size() + "}";
    }

    private Descriptor manifest(Descriptor config, Descriptor... layers) {
        return put(MediaTypes.OCI_MANIFEST, "{\"config\":" + json(config) + ",\"layers\":"
                + List.of(layers).stream().map(ImageWalkTest::json).toList() + "}");
    }

    private Descriptor index(Descriptor... children) {
        return put(MediaTypes.OCI_INDEX,
                "{\"manifests\":" + List.of(children).stream().map(ImageWalkTest::json).toList() + "}");
    }

    @Test
    void visitsEveryBlobOnceParentsFirst() throws Exception {
        Descriptor config = config("c", 2);
        Descriptor layer = put(MediaTypes.DOCKER_LAYER, "l");
        Descriptor manifest = manifest(config, layer, layer);
        Descriptor index = index(manifest, manifest);
        ImageWalk.Result result = walk.walk(List.of(index, manifest), lookup);
        assertThat(result.blobs()).extracting(ImageWalk.Blob::descriptor).containsExactly(index, manifest, config, layer);
        assertThat(result.missing()).isEmpty();
        assertThat(reads).isEqualTo(3);
    }

    @Test
    void indexesThatRepeatEachOtherCostNothing() throws Exception {
        Descriptor index = index(manifest(config("c", 0)));
        for (int level = 0; level < 25; level++) {
            index = index(index, index, index, index, index, index, index, index);
        }
        ImageWalk.Result result = walk.walk(List.of(index), lookup);
        assertThat(result.blobs()).hasSize(28);
    }

    @Test
    void boundsTheNesting() {
        Descriptor index = index(manifest(config("c", 0)));
        for (int level = 0; level < 40; level++) {
            index = index(index);
        }
        Descriptor root = index;
        assertThatThrownBy(() -> walk.walk(List.of(root), lookup)).isInstanceOf(ImageException.class)
                .hasMessageContaining("levels");
    }

    @Test
    void tellsWhatIsMissing() throws Exception {
        Descriptor config = config("c", 0);
        Descriptor manifest = manifest(config, put(MediaTypes.DOCKER_LAYER, "l"));
        Descriptor gone = manifest(config("d", 0));
        content.remove(config.digest());
        content.remove(gone.digest());
        ImageWalk.Result result = walk.walk(List.of(manifest, gone), lookup);
        assertThat(result.missing()).containsExactly(config, gone);
    }

    @Test
    void childlessTypesAreNotRead() throws IOException, ImageException {
        Descriptor artifact = put("application/vnd.docker.distribution.manifest.v1+prettyjws", "{\"fsLayers\":[1]}");
        ImageWalk.Result result = walk.walk(List.of(artifact), lookup);
        assertThat(result.blobs()).singleElement().satisfies(blob -> assertThat(blob.labels()).isEmpty());
        assertThat(reads).isZero();
    }

    @Test
    void boundsTheSizeOfAllDocuments() throws Exception {
        Descriptor config = config("c", 0);
        String padding = " ".repeat(23 << 20);
        Descriptor[] manifests = new Descriptor[3];
        for (int i = 0; i < manifests.length; i++) {
            manifests[i] = put(MediaTypes.OCI_MANIFEST,
                    "{\"config\":" + json(config) + ",\"layers\":[]}" + padding + " ".repeat(i));
        }
        assertThat(walk.walk(List.of(index(manifests[0], manifests[1])), lookup).blobs()).hasSize(4);
        Descriptor large = index(manifests);
        assertThatThrownBy(() -> walk.walk(List.of(large), lookup)).isInstanceOf(ImageException.class)
                .hasMessage("the indexes, manifests and configurations take more than 67108864 bytes (a fixed limit)");
    }

    @Test
    void boundsTheNumberOfBlobs() throws Exception {
        Descriptor manifest = manifest(config("c", 2), put(MediaTypes.DOCKER_LAYER, "1"),
                put(MediaTypes.DOCKER_LAYER, "2"));
        ImageWalk four = new ImageWalk(PlatformMatcher.all(), false, new DocumentLimits(4, 32, 100));
        ImageWalk two = new ImageWalk(PlatformMatcher.all(), false, new DocumentLimits(2, 32, 100));
        assertThat(four.walk(List.of(manifest), lookup).blobs()).hasSize(4);
        assertThatThrownBy(() -> two.walk(List.of(manifest), lookup)).isInstanceOf(ImageException.class)
                .hasMessageContaining("more than 2 blobs").hasMessageContaining("limits.entries");
    }

    @Test
    void comparesTheSizeOfDocumentsToo() {
        Descriptor manifest = manifest(config("c", 0));
        Descriptor wrong = new Descriptor(manifest.mediaType(), manifest.digest(), manifest.size() + 1, Map.of(),
                Optional.empty());
        assertThatThrownBy(() -> walk.walk(List.of(wrong), lookup)).isInstanceOf(ImageException.class)
                .hasMessageContaining("has " + manifest.size() + " bytes");
    }

    @Test
    void comparesEverySize() {
        Descriptor layer = put(MediaTypes.DOCKER_LAYER, "l");
        Descriptor wrong = new Descriptor(layer.mediaType(), layer.digest(), 2, Map.of(), Optional.empty());
        Descriptor manifest = manifest(config("c", 2), layer, wrong);
        assertThatThrownBy(() -> walk.walk(List.of(manifest), lookup)).isInstanceOf(ImageException.class)
                .hasMessageContaining("has 1 bytes").hasMessageContaining("says 2");
    }

    @Test
    void aBlobMayPlayTwoParts() throws Exception {
        Descriptor inner = manifest(config("c", 0));
        Descriptor asLayer = new Descriptor("application/x", inner.digest(), inner.size(), Map.of(), Optional.empty());
        Descriptor outer = manifest(config("d", 0), asLayer);
        ImageWalk.Result result = walk.walk(List.of(outer, inner), lookup);
        ImageWalk.Blob blob = result.blobs().stream().filter(b -> b.descriptor().digest().equals(inner.digest())).findFirst()
                .orElseThrow();
        assertThat(blob.labels()).hasSize(1);
        assertThat(blob.document()).isTrue();
    }
}
