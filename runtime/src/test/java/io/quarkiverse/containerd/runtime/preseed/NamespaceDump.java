package io.quarkiverse.containerd.runtime.preseed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.quarkiverse.containerd.client.BlobInfo;
import io.quarkiverse.containerd.client.NamespaceClient;
import io.quarkiverse.containerd.client.SnapshotInfo;
import io.quarkiverse.containerd.client.StoredImage;

/** What a namespace of a real containerd holds. */
public final class NamespaceDump {

    private NamespaceDump() {
    }

    /** All that the namespace holds after a garbage collection. */
    public static Map<String, Object> of(NamespaceClient namespace, String... snapshotters) {
        collect(namespace);
        Map<String, Object> dump = new TreeMap<>();
        for (StoredImage image : namespace.images().list()) {
            dump.put("image " + image.name(), List.of(image.target(), image.labels()));
        }
        for (BlobInfo blob : namespace.content().list()) {
            dump.put("blob " + blob.digest(), List.of(blob.size(), new TreeMap<>(blob.labels())));
        }
        for (String snapshotter : snapshotters) {
            for (SnapshotInfo snapshot : namespace.snapshots(snapshotter).list()) {
                dump.put(snapshotter + " " + snapshot.name(),
                        List.of(snapshot.parent(), snapshot.kind(), snapshot.labels()));
            }
        }
        return dump;
    }

    /** Waits for a garbage collection, and asserts that nothing unfinished is left. */
    public static void assertNothingIsLeft(NamespaceClient namespace) {
        assertThat(namespace.leases().list()).isEmpty();
        collect(namespace);
        assertThat(namespace.content().ingests()).isEmpty();
    }

    /** Has the content collected that nobody needs. */
    public static void collect(NamespaceClient namespace) {
        namespace.leases().create(Duration.ofHours(1), Map.of()).closeAndCollect();
    }
}
