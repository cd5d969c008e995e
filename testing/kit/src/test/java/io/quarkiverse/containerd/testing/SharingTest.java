package io.quarkiverse.containerd.testing;

import static io.quarkiverse.containerd.testing.ContainerdAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import io.quarkiverse.containerd.testing.ContainerdTest.Sharing;

/** Tests that share a containerd, and tests that do not. */
class SharingTest {

    private static final Set<Path> OF_EACH_TEST = new HashSet<>();
    private static final Set<Path> OF_THE_RUN = new HashSet<>();

    @Nested
    @ContainerdTest(sharing = Sharing.TEST)
    class EachTest {

        @RepeatedTest(2)
        void hasOneOfItsOwn(Containerd containerd) {
            assertThat(OF_EACH_TEST.add(containerd.directory())).isTrue();
            assertThat(OF_EACH_TEST).filteredOn(directory -> directory.toFile().exists()).hasSize(1);
            assertThat(containerd.client().namespace("k8s.io")).hasOnlyImages();
            containerd.load(ImageArchive.of("localhost/app:1").file("a", "b"));
        }
    }

    @Nested
    @ContainerdTest(sharing = Sharing.RUN)
    class OneClass {

        @Test
        void sharesTheOneOfTheRun(Containerd containerd) {
            OF_THE_RUN.add(containerd.directory());
        }
    }

    @Nested
    @ContainerdTest(sharing = Sharing.RUN)
    class AnotherClass {

        @Test
        void sharesTheOneOfTheRun(Containerd containerd) {
            OF_THE_RUN.add(containerd.directory());
        }
    }

    @AfterAll
    static void allHaveRun() {
        assertThat(OF_EACH_TEST).hasSize(2);
        assertThat(OF_THE_RUN).singleElement().satisfies(directory -> assertThat(directory).exists());
    }
}
