package io.quarkiverse.containerd.runtime.oci;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.quarkiverse.containerd.client.Digest;

class GcLabelsTest {

    private static final String P = "containerd.io/gc.ref.content.";

    private static Descriptor child(String mediaType, char digit) {
        return new Descriptor(mediaType, Digest.ofHex(String.valueOf(digit).repeat(64)), 1, Map.of(), Optional.empty());
    }

    private static String digest(char digit) {
        return "sha256:" + String.valueOf(digit).repeat(64);
    }

    @Test
    void numbersEveryKindOnItsOwn() {
        assertThat(GcLabels.of(List.of(child(MediaTypes.OCI_CONFIG, 'a'), child(MediaTypes.DOCKER_LAYER, 'b'),
                child(MediaTypes.OCI_MANIFEST, 'c'), child("application/vnd.oci.image.layer.v1.tar+zstd", 'd'),
                child(MediaTypes.DOCKER_CONFIG, 'e'), child(MediaTypes.OCI_INDEX, 'f'), child("application/x", '0'),
                child(MediaTypes.DOCKER_MANIFEST, '1'), child(MediaTypes.DOCKER_LAYER_GZIP + "+encrypted", 'b'),
                child("application/vnd.docker.image.rootfs.foreign.diff.tar", '2'))))
                .isEqualTo(Map.of(P + "config", digest('a'), P + "config1", digest('e'), P + "l.0", digest('b'), P + "l.1",
                        digest('d'), P + "l.2", digest('b'), P + "l.3", digest('2'), P + "m.0",
                        digest('c'), P + "m.1",
                        digest('1'), P + "0", digest('f'), P + "1", digest('0')));
    }

    @Test
    void dockersTypeForZstdIsALayer() {
        assertThat(GcLabels.of(List.of(child(MediaTypes.DOCKER_LAYER + ".zstd", 'a'))))
                .isEqualTo(Map.of(P + "l.0", digest('a')));
    }

    @Test
    void noChildrenNoLabels() {
        assertThat(GcLabels.of(List.of())).isEmpty();
    }
}
