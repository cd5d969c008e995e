package io.quarkiverse.containerd.runtime.preseed.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;

import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.runtime.archive.plan.PlannedBlob;
import io.quarkiverse.containerd.runtime.oci.Descriptor;

class BlobLevelsTest {

    private static final PlannedBlob LAYER = blob("layer");
    private static final PlannedBlob CONFIG = blob("config");
    private static final PlannedBlob MANIFEST = blob("manifest", CONFIG, LAYER, blob("elsewhere"));
    private static final PlannedBlob INDEX = blob("index", MANIFEST);
    private static final PlannedBlob OUTER = blob("outer", MANIFEST, INDEX, CONFIG);

    @Test
    void childrenAreBelowAllOfTheirParents() {
        assertThat(BlobLevels.of(List.of(OUTER, CONFIG, INDEX, MANIFEST, LAYER)))
                .containsExactly(List.of(CONFIG, LAYER), List.of(MANIFEST), List.of(INDEX), List.of(OUTER));
        assertThat(BlobLevels.of(List.of())).isEmpty();
    }

    private static PlannedBlob blob(String what, PlannedBlob... children) {
        Map<String, String> labels = new TreeMap<>();
        for (PlannedBlob child : children) {
            labels.put("containerd.io/gc.ref.content." + labels.size(), child.descriptor().digest().value());
        }
        Descriptor descriptor = new Descriptor("", Digest.of(what.getBytes()), 1, Map.of(), Optional.empty());
        return new PlannedBlob(descriptor, labels, Optional.empty(), false, Optional.empty());
    }
}
