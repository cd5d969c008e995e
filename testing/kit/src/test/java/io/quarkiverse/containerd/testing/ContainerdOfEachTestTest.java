package io.quarkiverse.containerd.testing;

import static io.quarkiverse.containerd.testing.ContainerdAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

import org.junit.jupiter.api.RepeatedTest;

import io.quarkiverse.containerd.testing.ContainerdTest.Sharing;

/** Tests that do not share a containerd. */
@ContainerdTest(sharing = Sharing.TEST)
class ContainerdOfEachTestTest {

    private static final Set<Path> DIRECTORIES = new HashSet<>();

    @RepeatedTest(2)
    void isNewAndEmpty(Containerd containerd) {
        assertThat(DIRECTORIES.add(containerd.directory())).isTrue();
        assertThat(DIRECTORIES).filteredOn(directory -> directory.toFile().exists())
                .containsExactly(containerd.directory());
        assertThat(containerd.client().namespace("k8s.io")).hasOnlyImages();
        containerd.load(ImageArchive.of("localhost/app:1").file("a", "b"));
    }
}
