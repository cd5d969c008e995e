package io.quarkiverse.containerd.runtime.preseed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.jboss.logging.Logger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.quarkiverse.containerd.TestNode;
import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.preseed.ArchiveReport;
import io.quarkiverse.containerd.preseed.ArchiveReport.State;
import io.quarkiverse.containerd.runtime.preseed.settings.FollowSettings;
import io.quarkiverse.containerd.runtime.preseed.settings.ImageSettings;
import io.quarkiverse.containerd.runtime.preseed.settings.PreseedSettings;

/** Images that are gone from containerd while their archive is still there. */
@Tag("containerd")
class GoneImagesContainerdTest extends PreseedFixture {

    private static final String AGENT = "registry.test/agent:1";
    private static final String OTHER = "registry.test/other:1";

    private State state() {
        return report("k8s.io/agent.tar").state();
    }

    private PreseedSettings settings(boolean rescan, boolean reload) {
        return settings(List.of("**"), ImageSettings.none(),
                new FollowSettings(false, rescan, Duration.ofMillis(100), reload));
    }

    private void prepare() throws Exception {
        archives.named(archive("k8s.io/agent.tar"), List.of(AGENT, OTHER), 1000, 1);
        archives.oci(archive("k8s.io/stays.tar"), "registry.test/stays:1", 100, 2);
    }

    @Test
    void theReportSaysThatAnImageIsGone() throws Exception {
        prepare();
        Preseed preseed = preseed(settings(false, false));
        preseed.lookForImages(node.logger());
        preseed.run(node);
        preseed.lookForImages(node.logger());
        assertThat(state()).isEqualTo(State.LOADED);

        awaitManaged(AGENT);
        cri().images().delete(AGENT, true);
        preseed.lookForImages(node.logger());
        ArchiveReport gone = report("k8s.io/agent.tar");
        assertThat(gone.state()).isEqualTo(State.GONE);
        assertThat(gone.error()).hasValue("no longer in containerd: " + AGENT);
        assertThat(gone.images()).containsExactly(AGENT, OTHER);
        assertThat(reports.report().requiredLoaded()).as("it has been loaded once").isTrue();
        assertThat(report("k8s.io/stays.tar").state()).isEqualTo(State.LOADED);
        preseed.lookForImages(node.logger());
        assertThat(report("k8s.io/agent.tar")).as("noticed once").isEqualTo(gone);
        assertThat(node.logged(Logger.Level.WARN)).containsExactly("images of k8s.io/agent.tar are gone: no longer in"
                + " containerd: " + AGENT);

        awaitManaged(OTHER);
        containerd.ctr("k8s.io", "images", "tag", "--force", "registry.test/stays:1", OTHER);
        preseed.lookForImages(node.logger());
        assertThat(report("k8s.io/agent.tar").error()).hasValue("no longer in containerd: " + AGENT
                + "; replaced in containerd by other images of the same name: " + OTHER);

        // as when containerd starts again
        preseed.run(new TestNode());
        assertThat(state()).isEqualTo(State.LOADED);
        assertThat(images("k8s.io")).contains(AGENT);
        preseed.lookForImages(node.logger());
        assertThat(state()).isEqualTo(State.LOADED);
    }

    @Test
    void anImageThatComesBackIsThere() throws Exception {
        prepare();
        Preseed preseed = preseed(settings(false, false));
        preseed.run(node);
        awaitManaged(AGENT);
        containerd.ctr("k8s.io", "images", "tag", AGENT, "registry.test/copy:1");
        cri().images().delete(AGENT, true);
        preseed.lookForImages(node.logger());
        assertThat(state()).isEqualTo(State.GONE);

        containerd.ctr("k8s.io", "images", "tag", "registry.test/copy:1", AGENT);
        preseed.lookForImages(node.logger());
        assertThat(state()).isEqualTo(State.LOADED);
    }

    @Test
    void aRescanLoadsItAgainIfItIsToldTo() throws Exception {
        prepare();
        PreseedSettings settings = settings(true, true);
        Preseed preseed = preseed(settings);
        try (PreseedTree tree = new PreseedTree(preseed, settings.retry().backoff())) {
            await().untilAsserted(() -> assertThat(reports.report().archives()).extracting(ArchiveReport::state)
                    .containsExactly(State.LOADED, State.LOADED));
            awaitManaged(AGENT);
            awaitManaged(OTHER);
            cri().images().delete(AGENT, true);
            cri().images().delete(OTHER, true);

            preseed.rescan();

            await().untilAsserted(() -> assertThat(images("k8s.io")).contains(AGENT, OTHER));
            await().untilAsserted(() -> assertThat(state()).isEqualTo(State.LOADED));

            // what somebody has put in its place is not taken from them
            awaitManaged(OTHER);
            containerd.ctr("k8s.io", "images", "tag", "--force", "registry.test/stays:1", OTHER);
            archives.oci(archive("k8s.io/zebra.tar"), "registry.test/zebra:1", 100, 3);
            await().untilAsserted(() -> {
                preseed.rescan();
                assertThat(reports.report().archives()).hasSize(3).last().extracting(ArchiveReport::state)
                        .isEqualTo(State.LOADED);
            });
            assertThat(state()).isEqualTo(State.GONE);
            assertThat(tree.restarts("root.preseed")).isZero();
        }
    }

    @Test
    void aRescanLeavesItGoneOtherwise() throws Exception {
        prepare();
        PreseedSettings settings = settings(true, false);
        Preseed preseed = preseed(settings);
        try (PreseedTree tree = new PreseedTree(preseed, settings.retry().backoff())) {
            await().untilAsserted(() -> assertThat(reports.report().archives()).extracting(ArchiveReport::state)
                    .containsExactly(State.LOADED, State.LOADED));
            awaitManaged(AGENT);
            cri().images().delete(AGENT, true);
            preseed.lookForImages(node.logger());

            archives.oci(archive("k8s.io/zebra.tar"), "registry.test/zebra:1", 100, 3);
            await().untilAsserted(() -> {
                preseed.rescan();
                assertThat(reports.report().archives()).hasSize(3).last().extracting(ArchiveReport::state)
                        .isEqualTo(State.LOADED);
            });
            assertThat(state()).isEqualTo(State.GONE);
            assertThat(images("k8s.io")).doesNotContain(AGENT);

            awaitManaged("registry.test/zebra:1");
            Path blobs = containerd.client().contentDirectory().orElseThrow().resolve("blobs/sha256");
            List<Path> files = cri().content().list().stream().map(blob -> blobs.resolve(blob.digest().hex())).toList();
            String manifest = cri().images().get("registry.test/zebra:1").orElseThrow().target().digest();
            Files.delete(blobs.resolve(new Digest(manifest).hex()));

            preseed.rescan();

            await().untilAsserted(() -> assertThat(files).allSatisfy(file -> assertThat(file).isRegularFile()));
            await().untilAsserted(() -> assertThat(report("k8s.io/zebra.tar").state()).isEqualTo(State.LOADED));
            assertThat(state()).as("only what has lost a file is loaded again").isEqualTo(State.GONE);
            StoreInvariants.blobsAreTrue(cri());
        }
    }
}
