package io.quarkiverse.containerd.runtime.preseed;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import io.quarkiverse.containerd.TestNode;
import io.quarkiverse.containerd.client.CriImages;
import io.quarkiverse.containerd.client.NamespaceClient;
import io.quarkiverse.containerd.client.StoredImage;
import io.quarkiverse.containerd.preseed.ArchiveReport;
import io.quarkiverse.containerd.runtime.archive.plan.ArchiveSettings;
import io.quarkiverse.containerd.runtime.grpc.ConnectedContainerd;
import io.quarkiverse.containerd.runtime.preseed.settings.FollowSettings;
import io.quarkiverse.containerd.runtime.preseed.settings.ImageSettings;
import io.quarkiverse.containerd.runtime.preseed.settings.PreseedSettings;
import io.quarkiverse.containerd.runtime.preseed.settings.RetrySettings;
import io.quarkiverse.containerd.runtime.preseed.store.RecordLabels;
import io.quarkiverse.containerd.runtime.supervisor.SupervisorSettings;
import io.quarkiverse.containerd.testing.DebianContainerd;

/** What tests of the preseed share: each containerd in turn, without images, and a preseed directory. */
@ParameterizedClass
@EnumSource(DebianContainerd.class)
public abstract class PreseedFixture {

    public static ConnectedContainerd containerd;

    @Parameter
    public DebianContainerd version;
    @TempDir
    public Path temp;

    public Path directory;
    public TestArchives archives;
    public PreseedStatus reports;
    public TestNode node;

    @BeforeParameterizedClassInvocation
    public static void start(DebianContainerd version) {
        containerd = ConnectedContainerd.start(version);
    }

    @AfterParameterizedClassInvocation
    public static void stop() throws Exception {
        containerd.close();
    }

    @BeforeEach
    public void prepareDirectory() throws IOException {
        directory = Files.createDirectory(temp.resolve("preseed"));
        archives = new TestArchives(Files.createDirectory(temp.resolve("work")));
        reports = new PreseedStatus();
        node = new TestNode();
        List<String> left = images(CriImages.NAMESPACE);
        left.forEach(PreseedFixture::awaitManaged);
        left.forEach(image -> cri().images().delete(image, true));
    }

    public PreseedSettings settings(List<String> required, ImageSettings care, FollowSettings follow) {
        SupervisorSettings backoff = new SupervisorSettings(Duration.ofMillis(50), 1, 0, Duration.ofMillis(50),
                Duration.ZERO, Duration.ofSeconds(1));
        PreseedSettings defaults = new PreseedSettings(directory, required);
        return new PreseedSettings(directory, required, ArchiveSettings.defaults(), defaults.imports(), care, follow,
                new RetrySettings(Duration.ofSeconds(30), backoff));
    }

    public Preseed preseed(PreseedSettings settings) {
        return new Preseed(settings, containerd::client, reports);
    }

    /** The path of an archive of the preseed directory. */
    public Path archive(String path) {
        return directory.resolve(path);
    }

    public ArchiveReport report(String path) {
        return reports.report().archives().stream().filter(report -> report.path().equals(path)).findFirst().orElseThrow();
    }

    /** The namespace of the Container Runtime Interface. */
    public static NamespaceClient cri() {
        return containerd.client().namespace(CriImages.NAMESPACE);
    }

    public static List<String> images(String namespace) {
        return containerd.client().namespace(namespace).images().list().stream().map(StoredImage::name).sorted().toList();
    }

    /**
     * Waits until the Container Runtime Interface has taken notice of an image record. Until then it may write the record as it
     * has read it, although that has been removed or has moved to another image meanwhile.
     */
    public static void awaitManaged(String name) {
        await(name).until(() -> RecordLabels.isManagedByCri(cri().images().get(name).orElseThrow())
                && containerd.client().criImages().status(name).isPresent());
    }
}
