package org.acme;

import static io.quarkiverse.containerd.testing.ContainerdAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import jakarta.inject.Inject;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.quarkiverse.containerd.NodeDaemon;
import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.preseed.ArchiveReport;
import io.quarkiverse.containerd.testing.ContainerdProfile;
import io.quarkiverse.containerd.testing.Damage;
import io.quarkiverse.containerd.testing.ImageArchive;
import io.quarkiverse.containerd.testing.TestDaemon;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** The testing guide's tests of image archives, with a preseed directory of their own and another containerd. */
@QuarkusTest
@TestProfile(ArchivesTest.OwnPreseed.class)
class ArchivesTest {

    // tag::profile[]
    public static class OwnPreseed extends ContainerdProfile.V1_7 {

        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
            settings.put("quarkus.containerd.preseed.directory", Path.of("target/archives").toAbsolutePath().toString());
            settings.put("quarkus.containerd.preseed.required", "");
            return settings;
        }
    }
    // end::profile[]

    @Inject
    TestDaemon daemon;
    @Inject
    NodeDaemon node;
    @Inject
    ContainerdClient client;

    /** A busy machine is no reason for a failure. */
    @BeforeAll
    static void bePatient() {
        Awaitility.setDefaultTimeout(Duration.ofMinutes(1));
    }

    @Test
    void runsTheVersionOfItsProfile() {
        assertThat(client.version().version()).startsWith("1.7.");
    }

    // tag::archives[]
    @Test
    void anArchiveThatIsBrokenDoesNotDisturbOthers() {
        Path directory = daemon.preseedDirectory().resolve("k8s.io");
        ImageArchive.of("localhost/app:1").resource("etc/app.properties", "application.properties")
                .layer().file("etc/motd", "hello").entrypoint("/bin/app").write(directory.resolve("app.tar"));
        ImageArchive.of("localhost/broken:1").file("etc/motd", "hello").docker().broken(Damage.TRUNCATED)
                .write(directory.resolve("broken.tar"));

        daemon.restart("root.containerd.preseed");

        daemon.awaitLog("root.containerd.preseed", "k8s.io/broken.tar could not be loaded");
        await().untilAsserted(() -> assertThat(client.namespace("k8s.io")).hasImage("localhost/app:1"));
    }
    // end::archives[]

    @Test
    void everyDamageIsFound() {
        for (Damage damage : Damage.values()) {
            ImageArchive image = ImageArchive.of("localhost/damaged:1").file("etc/motd", "hello".repeat(1000)).broken(damage);
            Path directory = daemon.preseedDirectory().resolve("damaged");
            image.write(directory.resolve(damage + ".oci.tar"));
            image.docker().write(directory.resolve(damage + ".docker.tar"));
        }

        daemon.restart("root.containerd.preseed");

        await().untilAsserted(() -> assertThat(node.preseed().archives())
                .filteredOn(archive -> archive.namespace().equals("damaged"))
                .hasSize(2 * Damage.values().length).extracting(ArchiveReport::state)
                .containsOnly(ArchiveReport.State.FAILED));
        assertThat(client.namespace("damaged")).hasOnlyImages();
    }
}
