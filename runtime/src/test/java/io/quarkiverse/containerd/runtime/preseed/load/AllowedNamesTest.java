package io.quarkiverse.containerd.runtime.preseed.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.runtime.oci.Descriptor;
import io.quarkiverse.containerd.runtime.oci.ImageRecord;

class AllowedNamesTest {

    private static final Digest DIGEST = Digest.ofHex("0".repeat(64));

    private static List<ImageRecord> images(String... names) {
        Descriptor target = new Descriptor("type", DIGEST, 1, Map.of(), Optional.empty());
        return Stream.of(names).map(name -> new ImageRecord(name, target, true)).toList();
    }

    private static List<String> refused(String patterns, String... names) {
        return new AllowedNames(Map.of("k8s.io", List.of(patterns.split(" ")))).refused("k8s.io", images(names));
    }

    @ParameterizedTest
    @CsvSource({ "localhost/*, localhost/pause:1", "*, localhost/pause:1", "docker.io/*/app:1, docker.io/a/b/app:1",
            "a:1 localhost/pause:1, localhost/pause:1", "*/pause:*, localhost/pause:1" })
    void aStarStandsForAnyCharacters(String patterns, String name) {
        assertThat(refused(patterns, name)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({ "localhost/*, localhost.example/pause:1", "localhost/pause, localhost/pause:1",
            "docker.io/*, docker_io/pause:1",
            "pause, localhost/pause:1", "'', localhost/pause:1" })
    void everythingElseStandsForItself(String patterns, String name) {
        assertThat(refused(patterns, name)).containsExactly(name);
    }

    @Test
    void aNameByDigestGoesWithATagOfTheSameRepository() {
        String byDigest = "localhost:5000/pause@" + DIGEST;
        assertThat(refused("localhost:5000/pause:*", "localhost:5000/pause:1", byDigest)).isEmpty();
        assertThat(refused("localhost:5000/pause:1", "localhost:5000/pause:2", byDigest))
                .containsExactly("localhost:5000/pause:2", byDigest);
        assertThat(refused("localhost:5000/pause:*", byDigest)).containsExactly(byDigest);
        assertThat(refused("localhost:5000/pause@*", byDigest)).isEmpty();
    }

    @Test
    void otherNamespacesMayGetAnyNames() {
        assertThat(new AllowedNames(Map.of("other", List.of("a"))).refused("k8s.io", images("b"))).isEmpty();
    }
}
