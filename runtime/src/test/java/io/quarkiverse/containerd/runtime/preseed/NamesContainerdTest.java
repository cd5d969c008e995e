package io.quarkiverse.containerd.runtime.preseed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.GZIPOutputStream;

import org.jboss.logging.Logger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.quarkiverse.containerd.NodeState;
import io.quarkiverse.containerd.TestNode;
import io.quarkiverse.containerd.client.BeforeCall;
import io.quarkiverse.containerd.client.StoredImage;
import io.quarkiverse.containerd.preseed.ArchiveReport;
import io.quarkiverse.containerd.preseed.ArchiveReport.State;
import io.quarkiverse.containerd.preseed.LoadPlan;
import io.quarkiverse.containerd.preseed.SandboxReport;
import io.quarkiverse.containerd.runtime.archive.plan.ArchiveSettings;
import io.quarkiverse.containerd.runtime.grpc.ContainerdConnection;
import io.quarkiverse.containerd.runtime.preseed.settings.FollowSettings;
import io.quarkiverse.containerd.runtime.preseed.settings.ImageSettings;
import io.quarkiverse.containerd.runtime.preseed.settings.ImportSettings;
import io.quarkiverse.containerd.runtime.preseed.settings.NameSettings;
import io.quarkiverse.containerd.runtime.preseed.settings.PreseedSettings;
import io.quarkiverse.containerd.testing.Image;
import io.quarkiverse.containerd.testing.Layer;
import io.quarkiverse.containerd.testing.OciLayout;

/** Whose a name is that several archives bring, and what becomes of the others. */
@Tag("containerd")
class NamesContainerdTest extends PreseedFixture {

    private static final String PAUSE = "localhost/pause:1";
    private static final String AGENT = "registry.test/agent:1";

    private NameSettings names = NameSettings.none();
    private FollowSettings follow = FollowSettings.none();
    private ImportSettings imports = ImportSettings.defaults();

    private PreseedSettings settings(String... required) {
        PreseedSettings shared = settings(List.of(required), ImageSettings.none(), follow);
        return new PreseedSettings(directory, shared.required(), shared.archives(), imports, shared.images(), follow,
                shared.retry(), names);
    }

    private void bring(String path, int size, String... images) throws IOException {
        OciLayout layout = new OciLayout();
        for (String image : images) {
            layout.image(image, Image.of(Layer.random("data", size, (path + image).hashCode())));
        }
        layout.write(archive(path));
    }

    private String target(String name) {
        return cri().images().get(name).map(StoredImage::target).orElseThrow().digest();
    }

    private String planned(String path, String image) {
        return report(path).plan().orElseThrow().images().stream().filter(planned -> planned.name().equals(image))
                .map(LoadPlan.Image::digest).findFirst().orElseThrow();
    }

    /** A client by which a name moves from one image to another only when that is safe, see {@link #awaitManaged}. */
    private static ContainerdConnection moving() {
        return new ContainerdConnection(containerd.socket(), new BeforeCall("Images/Update", () -> awaitManaged(AGENT)));
    }

    private List<State> states() {
        return reports.report().archives().stream().map(ArchiveReport::state).toList();
    }

    @Test
    void theArchiveOfTheSandboxImageWinsOverRequiredOnes() throws Exception {
        bring("k8s.io/a-pause.tar", 100, PAUSE, AGENT);
        bring("k8s.io/b-agent.tar", 200, AGENT);
        names = new NameSettings(Optional.of(PAUSE), true);

        try (ContainerdConnection client = moving()) {
            assertThatThrownBy(() -> new Preseed(settings("k8s.io/b-agent.tar"), client::client, reports).run(node))
                    .isInstanceOf(FailedArchivesException.class);
        }

        assertThat(target(AGENT)).isEqualTo(planned("k8s.io/a-pause.tar", AGENT));
        assertThat(states()).containsExactly(State.LOADED, State.FAILED);
        assertThat(report("k8s.io/b-agent.tar").error()).hasValue("image " + AGENT + " is in k8s.io/b-agent.tar and, with other"
                + " content, in k8s.io/a-pause.tar, which wins because it brings the sandbox image: remove one of them");
        assertThat(reports.report().missing()).extracting(ArchiveReport::path).containsExactly("k8s.io/b-agent.tar");
    }

    @Test
    void aNameDoesNotChangeHandsInLaterRuns() throws Exception {
        // the larger one is loaded first
        bring("k8s.io/a.tar", 200_000, AGENT);
        bring("k8s.io/b.tar", 100, AGENT);
        imports = new ImportSettings(1, Duration.ofHours(1), OptionalLong.empty(), Optional.of(temp.resolve("memos.json")),
                false);
        String owned;
        try (ContainerdConnection client = moving()) {
            Preseed preseed = new Preseed(settings("**"), client::client, reports);
            assertThatThrownBy(() -> preseed.run(node)).isInstanceOf(FailedArchivesException.class);
            owned = planned("k8s.io/b.tar", AGENT);
            assertThat(target(AGENT)).isEqualTo(owned);
            StoredImage before = cri().images().get(AGENT).orElseThrow();

            assertThatThrownBy(() -> preseed.run(new TestNode())).isInstanceOf(FailedArchivesException.class);
            assertThat(cri().images().get(AGENT).orElseThrow().target()).isEqualTo(before.target());
            assertThat(states()).containsExactly(State.FAILED, State.LOADED);
            assertThat(report("k8s.io/a.tar").bytesSent()).as("it sends nothing any more").isZero();
            assertThat(node.logged(Logger.Level.WARN)).hasSize(1);

            // another daemon, which knows from its notes whose the name is, once the archives are old enough to be noted
            await().untilAsserted(() -> {
                assertThatThrownBy(() -> preseed.run(new TestNode())).isInstanceOf(FailedArchivesException.class);
                assertThat(temp.resolve("memos.json")).content().contains("a.tar", "b.tar");
            });
        }
        reports = new PreseedStatus();
        TestNode next = new TestNode();
        assertThatThrownBy(() -> preseed(settings("**")).run(next)).isInstanceOf(FailedArchivesException.class);
        assertThat(target(AGENT)).isEqualTo(owned);
        assertThat(report("k8s.io/a.tar").bytesSent()).isZero();
        assertThat(next.logged(Logger.Level.WARN)).hasSize(1);
    }

    @Test
    void whatACompressedArchiveHasLostIsNotLeftBehind() throws Exception {
        bring("k8s.io/b.tar", 100, AGENT);
        bring("work/a.tar", 300_000, AGENT);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(archive("k8s.io/a.tar.gz")))) {
            Files.copy(archive("work/a.tar"), out);
        }
        Files.delete(archive("work/a.tar"));
        imports = new ImportSettings(1, Duration.ofHours(1));

        assertThatThrownBy(() -> preseed(settings("k8s.io/b.tar")).run(node)).isInstanceOf(FailedArchivesException.class);

        assertThat(states()).containsExactly(State.FAILED, State.LOADED);
        assertThat(report("k8s.io/a.tar.gz").bytesSent()).isZero();
        NamespaceDump.assertNothingIsLeft(cri());
        assertThat(cri().content().list()).allMatch(blob -> blob.size() < 100_000);
        StoreInvariants.everyFileIsABlob(containerd);
    }

    @Test
    void theLoserIsLoadedWhenTheWinnerHasGone() throws Exception {
        bring("k8s.io/a.tar", 100, AGENT, "registry.test/other:1");
        bring("k8s.io/b.tar", 200, AGENT);
        follow = new FollowSettings(true, false, Duration.ofMillis(100));
        PreseedSettings settings = settings("**");
        try (PreseedTree tree = new PreseedTree(preseed(settings), settings.retry().backoff())) {
            await().untilAsserted(() -> assertThat(states()).containsExactly(State.FAILED, State.LOADED));
            assertThat(report("k8s.io/a.tar").images()).containsExactly("registry.test/other:1");

            awaitManaged(AGENT);
            Files.delete(archive("k8s.io/b.tar"));

            await().untilAsserted(() -> assertThat(states()).containsExactly(State.LOADED));
            assertThat(target(AGENT)).isEqualTo(planned("k8s.io/a.tar", AGENT));
            assertThat(report("k8s.io/a.tar").images()).containsExactly(AGENT, "registry.test/other:1");
            assertThat(report("k8s.io/a.tar").error()).isEmpty();
            assertThat(reports.report().requiredLoaded()).isTrue();
            assertThat(tree.restarts("root.preseed")).isZero();
        }
    }

    @Test
    void plansTellWhoLoses() throws Exception {
        bring("k8s.io/a.tar", 100, AGENT);
        bring("k8s.io/b.tar", 200, AGENT);
        imports = new ImportSettings(4, Duration.ofHours(1), OptionalLong.empty(), Optional.empty(), true);
        PreseedSettings settings = settings("k8s.io/a.tar");
        String conflict = "image " + AGENT + " is in k8s.io/b.tar and, with other content, in k8s.io/a.tar, which wins because"
                + " it is required: remove one of them";

        assertThat(new DirectoryPlanner(settings, containerd.client()).plan()).extracting(LoadPlan::error)
                .containsExactly(Optional.empty(), Optional.of(conflict));
        assertThatThrownBy(() -> preseed(settings).run(node)).isInstanceOf(FailedArchivesException.class);
        assertThat(states()).containsExactly(State.PLANNED, State.FAILED);
        assertThat(report("k8s.io/b.tar").error()).hasValue(conflict);
        assertThat(cri().images().list()).isEmpty();
    }

    @Test
    void withoutTheSandboxImageTheDaemonDoesNotCountAsStarted() throws Exception {
        bring("k8s.io/agent.tar", 100, AGENT);
        names = new NameSettings(Optional.of(PAUSE), true);
        Preseed preseed = preseed(settings("**"));

        assertThatThrownBy(() -> preseed.runUntilLoaded(node)).isInstanceOf(FailedArchivesException.class)
                .hasMessageStartingWith("no pod can start without the sandbox image " + PAUSE + ", which is not in containerd"
                        + " although the required archives have been loaded: ");
        assertThat(states()).containsExactly(State.LOADED);
        assertThat(sandbox()).isEqualTo(SandboxReport.State.MISSING);
        assertThat(reports.report().requiredLoaded()).isFalse();
        assertThat(node.signals()).isEmpty();
        assertThat(node.logged(Logger.Level.WARN)).singleElement().asString()
                .startsWith("no pod can start without the sandbox image").contains("sandbox-image-required=false");

        bring("k8s.io/pause.tar", 100, PAUSE);
        preseed.run(node);
        assertThat(sandbox()).isEqualTo(SandboxReport.State.PRESENT);
        assertThat(reports.report().requiredLoaded()).isTrue();
        assertThat(node.signals()).containsExactly("healthy", "done");
    }

    @Test
    void aSandboxImageThatIsNotRequiredIsMissedInAWarning() throws Exception {
        bring("k8s.io/agent.tar", 100, AGENT);
        names = new NameSettings(Optional.of(PAUSE), false);

        preseed(settings("**")).run(node);

        assertThat(node.signals()).containsExactly("healthy", "done");
        assertThat(sandbox()).isEqualTo(SandboxReport.State.MISSING);
        assertThat(reports.report().requiredLoaded()).isTrue();
        assertThat(node.logged(Logger.Level.WARN)).singleElement().asString()
                .startsWith("no pod can start without the sandbox image").doesNotContain("sandbox-image-required");
    }

    @Test
    void anOptionalArchiveMayBringTheSandboxImage() throws Exception {
        bring("k8s.io/agent.tar", 100, AGENT);
        bring("k8s.io/pause.tar", 100, PAUSE);
        names = new NameSettings(Optional.of(PAUSE), true);

        preseed(settings("k8s.io/agent.tar")).run(node);

        assertThat(sandbox()).isEqualTo(SandboxReport.State.PRESENT);
        assertThat(node.signals()).containsExactly("healthy", "done");
        assertThat(node.logged(Logger.Level.WARN)).isEmpty();
    }

    @Test
    void withoutRequiredArchivesForPodsTheSandboxImageIsLeftToARegistry() throws Exception {
        bring("k8s.io/agent.tar", 100, AGENT);
        bring("other/agent.tar", 100, AGENT);
        names = new NameSettings(Optional.of(PAUSE), true);

        preseed(settings("other/*")).run(node);

        assertThat(reports.report().sandbox()).isEmpty();
        assertThat(node.signals()).containsExactly("healthy", "done");
        assertThat(node.logged(Logger.Level.WARN)).isEmpty();
    }

    @Test
    void aSandboxImageThatOthersBringIsNoticed() throws Exception {
        bring("k8s.io/agent.tar", 100, AGENT);
        names = new NameSettings(Optional.of(PAUSE), true);
        follow = new FollowSettings(false, true, Duration.ofMillis(100));
        PreseedSettings settings = settings("**");
        try (PreseedTree tree = new PreseedTree(preseed(settings), settings.retry().backoff())) {
            await().untilAsserted(() -> assertThat(reports.report().sandbox()).map(SandboxReport::state)
                    .hasValue(SandboxReport.State.MISSING));
            assertThat(tree.state("root.preseed")).hasValue(NodeState.NEW);

            containerd.ctr("k8s.io", "images", "tag", AGENT, PAUSE);

            await().untilAsserted(() -> assertThat(tree.state("root.preseed")).hasValue(NodeState.HEALTHY));
            assertThat(sandbox()).isEqualTo(SandboxReport.State.PRESENT);
        }
    }

    @Test
    void aDryRunTellsWhetherTheSandboxImageWouldBeThere() throws Exception {
        bring("k8s.io/pause.tar", 100, PAUSE);
        names = new NameSettings(Optional.of(PAUSE), true);
        imports = new ImportSettings(4, Duration.ofHours(1), OptionalLong.empty(), Optional.empty(), true);
        preseed(settings("**")).run(node);
        assertThat(sandbox()).isEqualTo(SandboxReport.State.PRESENT);

        names = new NameSettings(Optional.of("localhost/pause:2"), true);
        assertThatThrownBy(() -> preseed(settings("**")).run(node)).isInstanceOf(FailedArchivesException.class);
        assertThat(sandbox()).isEqualTo(SandboxReport.State.MISSING);
    }

    private SandboxReport.State sandbox() {
        return reports.report().sandbox().orElseThrow().state();
    }

    @Test
    void anImageOfOthersIsReplacedWithAWarning() throws Exception {
        Path pulled = archives.oci(temp.resolve("pulled.tar"), AGENT, 100, 1);
        containerd.importArchive("k8s.io", pulled, false);
        awaitManaged(AGENT);
        String before = target(AGENT);
        bring("k8s.io/agent.tar", 200, AGENT);
        Preseed preseed = preseed(settings("**"));

        preseed.run(node);

        assertThat(target(AGENT)).isEqualTo(planned("k8s.io/agent.tar", AGENT)).isNotEqualTo(before);
        assertThat(node.logged(Logger.Level.WARN)).containsExactly("image " + AGENT + " of namespace k8s.io was " + before
                + ", which no archive is known to have brought; k8s.io/agent.tar replaces it by its own");

        awaitManaged(AGENT);
        containerd.importArchive("k8s.io", archives.oci(temp.resolve("newer.tar"), AGENT, 100, 2), false);
        awaitManaged(AGENT);
        String newer = target(AGENT);
        TestNode next = new TestNode();
        preseed.run(next);
        assertThat(target(AGENT)).isEqualTo(planned("k8s.io/agent.tar", AGENT));
        assertThat(next.logged(Logger.Level.WARN)).singleElement().asString().contains("was " + newer);

        bring("k8s.io/agent.tar", 300, AGENT);
        TestNode last = new TestNode();
        preseed.run(last);
        assertThat(last.logged(Logger.Level.WARN)).as("it was the archive's own").isEmpty();
    }

    @Test
    void anImageOfAnEarlierArchiveIsReplacedWithoutAWarning() throws Exception {
        bring("k8s.io/agent-1.tar", 100, AGENT);
        imports = new ImportSettings(4, Duration.ofHours(1), OptionalLong.empty(), Optional.of(temp.resolve("memos.json")),
                false);
        Preseed preseed = preseed(settings("**"));
        await().untilAsserted(() -> {
            preseed.run(new TestNode());
            assertThat(temp.resolve("memos.json")).exists();
        });

        Files.delete(archive("k8s.io/agent-1.tar"));
        bring("k8s.io/agent-2.tar", 200, AGENT);
        preseed.run(node);
        assertThat(target(AGENT)).isEqualTo(planned("k8s.io/agent-2.tar", AGENT));
        await().untilAsserted(() -> {
            preseed.run(new TestNode());
            assertThat(temp.resolve("memos.json")).content().contains("agent-2.tar");
        });

        // another daemon, which reads archives in another way
        Files.delete(archive("k8s.io/agent-2.tar"));
        bring("k8s.io/agent-3.tar", 300, AGENT);
        PreseedSettings shared = settings("**");
        ArchiveSettings defaults = ArchiveSettings.defaults();
        ArchiveSettings strict = new ArchiveSettings(defaults.limits(), defaults.spoolDirectory(), List.of(), true);
        preseed(new PreseedSettings(directory, shared.required(), strict, imports, shared.images(), follow, shared.retry(),
                names)).run(node);
        assertThat(target(AGENT)).isEqualTo(planned("k8s.io/agent-3.tar", AGENT));
        assertThat(node.logged(Logger.Level.WARN)).isEmpty();
    }

    @Test
    void anArchiveMayBringTheNamesThatAreAllowedOnly() throws Exception {
        bring("k8s.io/agent.tar", 100, AGENT);
        bring("k8s.io/pause.tar", 100, PAUSE);
        imports = new ImportSettings(4, Duration.ofHours(1), OptionalLong.empty(), Optional.of(temp.resolve("memos.json")),
                false);
        await().untilAsserted(() -> {
            preseed(settings("**")).run(node);
            assertThat(temp.resolve("memos.json")).content().contains("agent.tar", "pause.tar");
        });

        names = new NameSettings(Optional.empty(), true, Map.of("k8s.io", List.of("localhost/*")));
        assertThatThrownBy(() -> preseed(settings("**")).run(node)).isInstanceOf(FailedArchivesException.class);

        assertThat(states()).containsExactly(State.FAILED, State.LOADED);
        assertThat(report("k8s.io/agent.tar").error()).hasValue("quarkus.containerd.preseed.allowed-names.\"k8s.io\" does not"
                + " allow it to bring " + AGENT);
        assertThat(new DirectoryPlanner(settings("**"), containerd.client()).plan()).extracting(LoadPlan::feasible)
                .containsExactlyInAnyOrder(false, true);
    }

    @Test
    void archivesThatAgreeAreAllLoaded() throws Exception {
        Path first = archives.oci(archive("k8s.io/a.tar"), AGENT, 100, 1);
        Files.copy(first, archive("k8s.io/b.tar"));

        preseed(settings("k8s.io/b.tar")).run(node);

        assertThat(states()).containsOnly(State.LOADED);
        assertThat(node.logged(Logger.Level.WARN)).isEmpty();
    }
}
