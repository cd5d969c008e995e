package io.quarkiverse.containerd.testing;

import static io.quarkiverse.containerd.testing.ContainerdAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;

import io.quarkiverse.containerd.testing.ContainerdTest.Sharing;

/** Classes that share a containerd with what it holds: whichever runs second finds what the first has brought. */
@ContainerdTest(sharing = Sharing.RUN)
abstract class ContainerdOfTheRun {

    private static final AtomicReference<Containerd> FIRST = new AtomicReference<>();

    @Test
    void isThatOfTheOtherClass(Containerd containerd) {
        if (FIRST.compareAndSet(null, containerd)) {
            containerd.load(ImageArchive.of("localhost/shared:1").file("a", "b"));
        } else {
            assertThat(containerd).isSameAs(FIRST.get());
            assertThat(containerd.client().namespace("k8s.io")).hasImage("localhost/shared:1");
        }
    }
}
