package org.acme;

import static io.quarkiverse.containerd.testing.ContainerdAssertions.assertThat;

import org.junit.jupiter.api.Test;

import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.testing.Containerd;
import io.quarkiverse.containerd.testing.ContainerdTest;
import io.quarkiverse.containerd.testing.DebianContainerd;
import io.quarkiverse.containerd.testing.ImageArchive;

// tag::versions[]
/** Runs once on each containerd. */
@ContainerdTest(versions = { DebianContainerd.V1_6, DebianContainerd.V1_7, DebianContainerd.V2 })
class ImageNamesTest {

    @Test
    void namesOutliveACrash(Containerd containerd, ContainerdClient client) {
        containerd.load("apps", ImageArchive.of("localhost/app:1", "localhost/app:latest").file("etc/motd", "hello"));

        containerd.killContainerd();
        containerd.startContainerd();

        assertThat(client.namespace("apps")).hasOnlyImages("localhost/app:1", "localhost/app:latest");
    }
}
// end::versions[]
