package io.quarkiverse.containerd.runtime.archive.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.runtime.oci.Descriptor;
import io.quarkiverse.containerd.runtime.oci.ImageRecord;

/** A plan without some of its images has the blobs that the others need, and no others. */
@Tag("small-heap")
class ArchivePlanTest {

    private final ArchivePlan plan = new ArchivePlan(List.of(record("a:1", "a"), record("a:latest", "a"), record("b:1", "b")),
            List.of("noted"), List.of(blob("a", "config-a", "base", "top-a"), blob("config-a"), blob("top-a"),
                    blob("b", "index"), blob("index", "config-b", "base"), blob("config-b"), blob("base")),
            List.of());

    private static Descriptor descriptor(String name) {
        return new Descriptor("type", Digest.of(name.getBytes()), name.length(), Map.of(), Optional.empty());
    }

    private static ImageRecord record(String name, String target) {
        return new ImageRecord(name, descriptor(target), true);
    }

    private static PlannedBlob blob(String name, String... children) {
        Map<String, String> labels = IntStream.range(0, children.length).boxed().collect(Collectors
                .toMap(i -> "containerd.io/gc.ref.content." + i, i -> descriptor(children[i]).digest().value()));
        return new PlannedBlob(descriptor(name), labels, Optional.empty(), false, Optional.empty());
    }

    private static void assertBlobs(ArchivePlan plan, String... names) {
        assertThat(plan.blobs()).extracting(PlannedBlob::descriptor)
                .containsExactlyElementsOf(Stream.of(names).map(ArchivePlanTest::descriptor).toList());
    }

    @Test
    void keepsWhatTheOthersNeedInTheSameOrder() {
        ArchivePlan left = plan.without(Set.of("a:1", "a:latest"));
        assertThat(left.images()).extracting(ImageRecord::name).containsExactly("b:1");
        assertBlobs(left, "b", "index", "config-b", "base");
        assertThat(left.notes()).hasSize(3).contains("noted", "image a:1 is left out: its name belongs to another archive");
    }

    @Test
    void keepsAnImageThatHasAnotherName() {
        assertBlobs(plan.without(Set.of("a:1", "b:1")), "a", "config-a", "top-a", "base");
    }

    @Test
    void keepsNothingIfNoNameIsLeft() {
        assertThat(plan.without(Set.of("a:1", "a:latest", "b:1")).images()).isEmpty();
        assertBlobs(plan.without(Set.of("a:1", "a:latest", "b:1")));
    }

    @Test
    void isTheSameIfNothingIsLeftOut() {
        assertThat(plan.without(Set.of("c:1"))).isSameAs(plan);
    }
}
