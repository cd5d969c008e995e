package io.quarkiverse.containerd.runtime.preseed.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import com.google.cloud.tools.jib.api.buildplan.ImageFormat;

import io.quarkiverse.containerd.client.CriImages;
import io.quarkiverse.containerd.client.StoredImage;
import io.quarkiverse.containerd.preseed.PullReport;
import io.quarkiverse.containerd.runtime.preseed.PreseedFixture;
import io.quarkiverse.containerd.runtime.preseed.TestRegistry;
import io.quarkiverse.containerd.runtime.preseed.directory.ImageList;
import io.quarkiverse.containerd.runtime.supervisor.Backoff;
import io.quarkiverse.containerd.runtime.supervisor.SupervisorSettings;

@Tag("containerd")
class ImagePullsContainerdTest extends PreseedFixture {

    private static final int MOST = 1000;

    private final ListMailbox orders = new ListMailbox();
    private final PullReports pulls = new PullReports(Clock.systemUTC());
    private TestRegistry registry;
    private Thread pulling;

    @BeforeEach
    void startRegistry() throws IOException {
        registry = registry(0);
    }

    private static TestRegistry registry(int port) throws IOException {
        TestRegistry registry = new TestRegistry(port);
        containerd.allowHttp(registry.address());
        return registry;
    }

    @AfterEach
    void end() throws InterruptedException {
        registry.close();
        if (pulling != null) {
            pulling.interrupt();
            pulling.join(60_000);
            assertThat(pulling.isAlive()).isFalse();
        }
    }

    private ImageList list(String... lines) throws IOException {
        Path file = Files.write(temp.resolve("base.images"), List.of(lines));
        return ImageList.read(file, "k8s.io/base.images", CriImages.NAMESPACE, MOST);
    }

    private void pull(Duration timeout) {
        SupervisorSettings settings = new SupervisorSettings(Duration.ofMillis(100), 1.5, 0, Duration.ofMillis(500),
                Duration.ZERO, Duration.ofSeconds(1));
        ImagePulls runnable = new ImagePulls(containerd.client().criImages(), timeout,
                new Backoff(settings, new SplittableRandom(1)), orders, pulls);
        pulling = new Thread(() -> {
            try {
                runnable.run(node);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        pulling.start();
    }

    private void order(ImageList list, boolean last) {
        pulls.scanned(List.of(list));
        orders.put(List.of(list), last);
    }

    private void awaitStates(PullReport.State... states) {
        await().untilAsserted(() -> assertThat(pulls.report().get(0).images()).extracting(PullReport::state)
                .as("%s", pulls.report()).containsExactly(states));
    }

    private String serve(String repository) throws Exception {
        registry.serve(archives.jib(temp.resolve(repository + ".tar"), "any:1", ImageFormat.OCI, 10_000, 200_000),
                repository, "1");
        return registry.address() + "/" + repository + ":1";
    }

    @Test
    void pullsWhatIsNotThereAndThenIsDone() throws Exception {
        String reference = serve("one");
        pull(Duration.ofSeconds(30));
        assertThat(registry.requests()).as("waits for the archives").isEmpty();

        order(list("# the base", "", reference + "   # of all", reference), true);
        await().until(() -> node.signals().contains("done"));

        assertThat(pulls.report()).singleElement().satisfies(list -> {
            assertThat(list.path()).isEqualTo("k8s.io/base.images");
            assertThat(list.error()).isEmpty();
            assertThat(list.images()).singleElement().satisfies(image -> {
                assertThat(image.reference()).isEqualTo(reference);
                assertThat(image.state()).isEqualTo(PullReport.State.PRESENT);
            });
        });
        assertThat(cri().images().list()).extracting(StoredImage::name)
                .contains(reference);
        int requests = registry.requests().size();
        assertThat(requests).isPositive();

        pulling.join();
        order(list(reference), true);
        pull(Duration.ofSeconds(30));
        pulling.join(60_000);
        assertThat(registry.requests()).as("an image that is there is not asked for").hasSize(requests);
    }

    @Test
    void staysHealthyAndTriesAgainUntilTheRegistryIsThere() throws Exception {
        String there = serve("there");
        String address = registry.address();
        registry.close();
        String never = address + "/never:1";
        order(list(never, there), false);
        pull(Duration.ofSeconds(30));
        awaitStates(PullReport.State.FAILED, PullReport.State.FAILED);
        assertThat(node.signals()).containsExactly("healthy");
        // there is none while it is tried again
        await().untilAsserted(() -> assertThat(pulls.report().get(0).images().get(0).error()).hasValueSatisfying(
                error -> assertThat(error).contains("connection refused")));

        registry = registry(Integer.parseInt(address.substring(address.indexOf(':') + 1)));
        serve("there");
        awaitStates(PullReport.State.FAILED, PullReport.State.PRESENT);

        assertThat(node.logged(Logger.Level.WARN)).as("each failure is told once").hasSize(2)
                .allMatch(line -> line.startsWith("k8s.io/base.images: " + address));
        order(list(there), true);
        await().until(() -> node.signals().contains("done"));
    }

    @Test
    void givesUpOnARegistryThatDoesNotAnswerAndGoesOn() throws Exception {
        String hanging = serve("hanging");
        registry.hang();
        try (TestRegistry other = registry(0)) {
            other.serve(archives.oci(temp.resolve("good.tar"), "any:1", 3000, 5), "good", "1");
            order(list(hanging, other.address() + "/good:1"), true);

            pull(Duration.ofSeconds(2));

            // it is tried again soon, and has no error then
            await().untilAsserted(() -> assertThat(pulls.report().get(0).images()).satisfiesExactly(
                    image -> assertThat(image.error())
                            .hasValue("did not end within 2000 ms, the limit of quarkus.containerd.preseed.pull-timeout"),
                    image -> assertThat(image.state()).isEqualTo(PullReport.State.PRESENT)));
        }
    }

    @Test
    void saysWhatIsWrongInAList() throws Exception {
        order(list("UPPER:case", "good.test/ok:1#x", "two words"), false);
        assertThat(pulls.report().get(0).images()).extracting(PullReport::state)
                .containsExactly(PullReport.State.FAILED, PullReport.State.PENDING, PullReport.State.FAILED);
        assertThat(pulls.report().get(0).images().get(2).error()).isEqualTo(Optional.of(
                "line 3: normalize image ref \"two words\": invalid reference format"));
        Path file = Files.write(temp.resolve("binary.images"), new byte[] { (byte) 0xff, 0 });
        assertThat(ImageList.read(file, "k8s.io/binary.images", "k8s.io", MOST).problem())
                .hasValue("is not a text file in UTF-8");
        assertThat(ImageList.read(file, "other/binary.images", "other", MOST).problem()).hasValueSatisfying(
                problem -> assertThat(problem).startsWith("an image list belongs in the directory k8s.io: "));
        Files.write(file, new byte[(1 << 20) + 1]);
        assertThat(ImageList.read(file, "k8s.io/large.images", "k8s.io", MOST).problem())
                .hasValue("cannot be read: it has more than 1048576 bytes");
    }
}
