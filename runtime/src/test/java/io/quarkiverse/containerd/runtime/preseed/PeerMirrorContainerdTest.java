package io.quarkiverse.containerd.runtime.preseed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import com.google.cloud.tools.jib.api.buildplan.ImageFormat;

import io.quarkiverse.containerd.TestNode;
import io.quarkiverse.containerd.client.BlobInfo;
import io.quarkiverse.containerd.client.ContainerdException;
import io.quarkiverse.containerd.client.CriImages;
import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.client.NamespaceClient;
import io.quarkiverse.containerd.client.StoredImage;
import io.quarkiverse.containerd.runtime.archive.plan.ArchiveSettings;
import io.quarkiverse.containerd.runtime.grpc.ConnectedContainerd;
import io.quarkiverse.containerd.runtime.host.files.RenderedConfiguration;
import io.quarkiverse.containerd.runtime.preseed.settings.ImportSettings;
import io.quarkiverse.containerd.runtime.preseed.settings.PreseedSettings;
import io.quarkiverse.containerd.testing.NetworkNamespace;
import io.quarkiverse.containerd.testing.RealContainerd.Setup;

/** A node gets images that were preseeded on another one, while their registries cannot be reached. */
@Tag("containerd")
class PeerMirrorContainerdTest extends PreseedFixture {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SOURCE = "containerd.io/distribution.source.";

    @Test
    void anotherNodeGetsThePreseededImages() throws Exception {
        archives.jib(archive("k8s.io/jib.tar"), "registry.test/team/jib:1", ImageFormat.OCI, 100_000, 3_000_000);
        archives.docker(archive("k8s.io/docker.tar"), "short");
        archives.platforms(archive("k8s.io/platforms.tar"), "own.test:5000/platforms:1");
        preseed(settings(true)).run(node);

        try (NetworkNamespace network = new NetworkNamespace();
                PeerRegistry peers = new PeerRegistry(network.connect(), cri());
                ConnectedContainerd other = other(network, peers.url())) {
            for (String name : List.of("registry.test/team/jib:1", "docker.io/library/short:latest",
                    "docker.io/library/short:2", "own.test:5000/platforms:1")) {
                pullsTheSame(other, name);
            }
            assertThat(peers.refused()).isEmpty();
            assertThatThrownBy(() -> other.client().criImages().pull("registry.test/team/absent:1", PATIENCE))
                    .isInstanceOf(ContainerdException.class);
        }
    }

    /** @param peers the mirror that it has for all registries, none of which it can reach */
    private ConnectedContainerd other(NetworkNamespace network, String peers) {
        Map<String, String> keys = Map.of("peer-mirror", peers,
                "registries.\"own.test:5000\".mirrors[0].url", "http://127.0.0.1:1");
        return ConnectedContainerd.start(Setup.of(version).launchedBy(network::enter)
                .with((own, socket) -> RenderedConfiguration.write(version, keys, own, socket)));
    }

    /** Pulls an image by its name and by its digest. */
    private static void pullsTheSame(ConnectedContainerd other, String name) {
        String digest = cri().images().get(name).orElseThrow().target().digest();
        String byDigest = name.substring(0, name.lastIndexOf(':')) + "@" + digest;
        NamespaceClient there = other.client().namespace(CriImages.NAMESPACE);

        for (String reference : List.of(byDigest, name)) {
            other.client().criImages().pull(reference, PATIENCE);
            assertThat(there.images().get(reference)).get().extracting(StoredImage::target)
                    .extracting(target -> target.digest()).isEqualTo(digest);
        }
        assertThat(cri().images().get(byDigest)).get().extracting(StoredImage::target)
                .extracting(target -> target.digest()).isEqualTo(digest);
        assertThat(content(there, digest)).isEqualTo(content(cri(), digest)).hasSizeGreaterThan(2);
    }

    /** The digests that a document leads to by the labels for the garbage collection, as far as they are there. */
    private static Set<String> content(NamespaceClient namespace, String digest) {
        Set<String> content = new TreeSet<>();
        namespace.content().info(new Digest(digest)).ifPresent(info -> {
            content.add(digest);
            info.labels().forEach((label, child) -> {
                if (label.startsWith("containerd.io/gc.ref.content.")) {
                    content.addAll(content(namespace, child));
                }
            });
        });
        return content;
    }

    @Test
    void theRepositoriesOfAllImagesAreKept() throws Exception {
        archives.oci(archive("k8s.io/one.tar"), "registry.test/one:1", 5000, 7);
        preseed(settings(true)).run(node);
        Digest layer = layer();
        cri().content().updateLabels(layer, Map.of(SOURCE + "registry.test", "one,pulled/by-a-pod"));

        archives.oci(archive("k8s.io/two.tar"), "registry.test:5000/two:1", 5000, 7);
        preseed(settings(true)).run(new TestNode());
        assertThat(sources(layer)).isEqualTo("one,pulled/by-a-pod,two");

        Map<Digest, Instant> updated = updated();
        preseed(settings(true)).run(new TestNode());
        assertThat(updated()).isEqualTo(updated);
    }

    @Test
    void contentHasNoRepositoriesUnlessTheyAreWanted() throws Exception {
        archives.oci(archive("k8s.io/one.tar"), "registry.test/one:1", 5000, 8);
        archives.oci(archive("own/one.tar"), "registry.test/one:1", 6000, 9);
        preseed(settings(false)).run(node);
        assertThat(sources(layer())).isNull();

        preseed(settings(true)).run(new TestNode());
        assertThat(sources(layer())).isEqualTo("one");
        assertThat(containerd.client().namespace("own").content().listByLabel(SOURCE + "registry.test")).isEmpty();
    }

    private PreseedSettings settings(boolean sources) {
        ArchiveSettings defaults = ArchiveSettings.defaults();
        return new PreseedSettings(directory, List.of("**"), new ArchiveSettings(defaults.limits(), defaults.spoolDirectory(),
                defaults.platforms(), false, true, sources), ImportSettings.defaults());
    }

    /** The layer of the image that all have. */
    private static Digest layer() {
        String manifest = cri().images().get("registry.test/one:1").orElseThrow().target().digest();
        return new Digest(cri().content().info(new Digest(manifest)).orElseThrow().labels()
                .get("containerd.io/gc.ref.content.l.0"));
    }

    private static String sources(Digest blob) {
        return cri().content().info(blob).orElseThrow().labels().get(SOURCE + "registry.test");
    }

    private static Map<Digest, Instant> updated() {
        NamespaceDump.collect(cri());
        return cri().content().list().stream().collect(Collectors.toMap(BlobInfo::digest, BlobInfo::updatedAt));
    }
}
