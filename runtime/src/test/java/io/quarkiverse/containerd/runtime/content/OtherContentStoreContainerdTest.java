package io.quarkiverse.containerd.runtime.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.quarkiverse.containerd.client.BlobUpload;
import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.client.Lease;
import io.quarkiverse.containerd.client.NamespaceClient;
import io.quarkiverse.containerd.client.UploadResult;
import io.quarkiverse.containerd.runtime.grpc.ConnectedContainerd;
import io.quarkiverse.containerd.testing.DebianContainerd;
import io.quarkiverse.containerd.testing.RealContainerd;

/** Blobs of a containerd whose content store is a plugin, here another containerd, which only 2.x can be. */
@Tag("containerd")
class OtherContentStoreContainerdTest {

    private static final RealContainerd.Setup SETUP = RealContainerd.Setup.of(DebianContainerd.V2);

    private final byte[] bytes = new byte[3_000_001];
    private final List<String> notices = new ArrayList<>();

    @Test
    void areSent() throws Exception {
        new Random(1).nextBytes(bytes);
        Digest digest = Digest.of(bytes);
        try (ConnectedContainerd store = ConnectedContainerd.start(SETUP);
                ConnectedContainerd containerd = ConnectedContainerd.start(with(store));
                BlobPlacement placement = new BlobPlacement(containerd.client(), notices::add)) {
            NamespaceClient namespace = containerd.client().namespace("plugin");
            Lease lease = namespace.leases().create(Duration.ofHours(1), Map.of());

            UploadResult result = placement.write(lease.content(), new BlobUpload(lease.id() + "-blob", digest, bytes.length,
                    Map.of(), (position, target) -> target.put(bytes, (int) position, target.remaining())));

            assertThat(result).isEqualTo(new UploadResult(false, bytes.length));
            assertThat(namespace.content().read(digest, bytes.length)).isEqualTo(bytes);
            assertThat(store.client().namespace("plugin").content().info(digest)).isPresent();
            assertThat(placement.lostBlobs(new DamagedBlobs()).among(namespace.content().list())).isEmpty();
            assertThat(notices).singleElement().asString().contains("not visible");
        }
    }

    private static RealContainerd.Setup with(RealContainerd store) {
        return SETUP.with((directory, socket) -> {
            SETUP.configuration().write(directory, socket);
            Path file = directory.resolve("config.toml");
            Files.writeString(file, """
                    disabled_plugins = ["io.containerd.content.v1.content"]
                    %s
                    [proxy_plugins.store]
                      type = "content"
                      address = "%s"
                    """.formatted(Files.readString(file), store.socket()));
        });
    }
}
