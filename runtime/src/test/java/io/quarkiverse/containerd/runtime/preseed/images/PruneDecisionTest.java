package io.quarkiverse.containerd.runtime.preseed.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.client.ImageTarget;
import io.quarkiverse.containerd.client.StoredImage;
import io.quarkiverse.containerd.runtime.preseed.store.RecordLabels;

class PruneDecisionTest {

    private static final Map<String, String> MANAGED = Map.of("io.cri-containerd.image", "managed");

    private final Map<String, StoredImage> records = new LinkedHashMap<>();
    private Map<String, String> brought = Map.of();
    private Set<String> inUse = Set.of();
    /** Content to configuration; one of its own if it is not in here. */
    private final Map<String, String> configurations = new HashMap<>();

    private static ImageTarget target(String content) {
        return new ImageTarget("application/vnd.oci.image.manifest.v1+json", digest(content), 100, Map.of());
    }

    private static String digest(String content) {
        return Digest.of(content.getBytes(StandardCharsets.UTF_8)).value();
    }

    private String id(String content) {
        return digest("configuration " + configurations.getOrDefault(content, content));
    }

    private void record(String name, String content, Map<String, String> labels) {
        records.put(name, new StoredImage(name, target(content), labels, Instant.EPOCH, Instant.EPOCH));
    }

    private void foreign(String name, String content) {
        record(name, content, MANAGED);
    }

    private void owned(String name, String content, String path) {
        owned(name, content, content, path);
    }

    private void owned(String name, String content, String original, String path) {
        Map<String, String> labels = new HashMap<>(RecordLabels.owned(path, name, target(original)));
        labels.putAll(MANAGED);
        record(name, content, labels);
    }

    /** What the Container Runtime Interface makes of an image. */
    private void cri(String content) {
        foreign(id(content), content);
    }

    private PruneDecision plan() {
        return PruneDecision.of(List.copyOf(records.values()), brought, inUse, target -> records.values().stream()
                .filter(record -> record.target().equals(target)).findFirst().flatMap(this::idOf));
    }

    private Optional<String> idOf(StoredImage record) {
        return List.of("one", "two").stream().filter(content -> target(content).equals(record.target())).findFirst()
                .map(this::id);
    }

    private List<String> removed() {
        return plan().removed().stream().map(StoredImage::name).toList();
    }

    private void apply(PruneDecision plan) {
        plan.removed().forEach(record -> records.remove(record.name()));
        plan.labels().forEach((record, labels) -> {
            Map<String, String> merged = new HashMap<>(record.labels());
            merged.putAll(labels);
            merged.values().removeIf(String::isEmpty);
            record(record.name(), record.target().equals(target("one")) ? "one" : "two", merged);
        });
    }

    @Test
    void keepsWhatAnArchiveBrings() {
        owned("a", "one", "k8s.io/a.tar");
        brought = Map.of("a", "k8s.io/a.tar");

        assertThat(plan()).isEqualTo(new PruneDecision(List.of(), List.of(), Map.of()));
    }

    @Test
    void removesAnImageWithWhatTheRuntimeInterfaceMadeOfIt() {
        owned("a", "one", "k8s.io/a.tar");
        cri("one");

        assertThat(removed()).containsExactly("a", id("one"));
    }

    @Test
    void leavesImagesOfOthersAlone() {
        foreign("a", "one");
        foreign("b", "two");
        cri("one");
        cri("two");

        assertThat(plan()).isEqualTo(new PruneDecision(List.of(), List.of(), Map.of()));
    }

    @Test
    void keepsTheIdWhileAnotherNameHoldsIt() {
        owned("a", "one", "k8s.io/a.tar");
        foreign("mine", "one");
        record(id("one"), "one", Map.of("io.cri-containerd.image", "managed", RecordLabels.OWNER, "k8s.io/a.tar",
                RecordLabels.RECORD, id("one") + "@" + digest("one")));

        assertThat(removed()).containsExactly("a");
        apply(plan());
        assertThat(records.get(id("one")).labels()).isEqualTo(MANAGED);
        records.remove("mine");
        assertThat(removed()).as("it is the other's affair from then on").isEmpty();
    }

    @Test
    void keepsTheIdWhileAnotherManifestHasTheSameConfiguration() {
        configurations.put("two", "one");
        owned("a", "one", "k8s.io/a.tar");
        foreign("other", "two");
        cri("one");

        assertThat(removed()).containsExactly("a");
    }

    @Test
    void keepsANameThatSomeoneHasMovedAndForgetsIt() {
        owned("a", "two", "one", "k8s.io/a.tar");

        PruneDecision plan = plan();

        assertThat(plan.removed()).isEmpty();
        assertThat(plan.labels()).isEqualTo(Map.of(records.get("a"), RecordLabels.disowned()));
    }

    @Test
    void keepsACopyUnderAnotherNameThatCarriesTheLabels() {
        owned("a", "one", "k8s.io/a.tar");
        record("copy", "one", records.get("a").labels());
        cri("one");

        PruneDecision plan = plan();

        assertThat(plan.removed()).extracting(StoredImage::name).containsExactly("a");
        assertThat(plan.labels()).isEqualTo(Map.of(records.get("copy"), RecordLabels.disowned()));
    }

    @Test
    void removesTheContentThatAReplacedArchiveBrought() {
        owned("a", "one", "k8s.io/a.tar");
        cri("one");
        brought = Map.of("a", "k8s.io/a.tar");
        apply(plan());
        assertThat(RecordLabels.owner(records.get(id("one")))).hasValue("k8s.io/a.tar");

        owned("a", "two", "k8s.io/a.tar");

        assertThat(removed()).containsExactly(id("one"));
    }

    @Test
    void handsANameOverToAnotherArchive() {
        owned("a", "one", "k8s.io/a.tar");
        cri("one");
        brought = Map.of("a", "k8s.io/b.tar");

        PruneDecision plan = plan();

        assertThat(plan.removed()).isEmpty();
        assertThat(plan.labels()).containsEntry(records.get("a"), RecordLabels.owned("k8s.io/b.tar", "a", target("one")));
    }

    @Test
    void keepsWhatAContainerWasMadeFrom() {
        owned("a", "one", "k8s.io/a.tar");
        cri("one");

        inUse = Set.of("a");
        assertThat(plan().removed()).isEmpty();
        assertThat(plan().used()).containsExactly("a");
        inUse = Set.of(id("one"));
        assertThat(plan().removed()).isEmpty();
        assertThat(plan().used()).containsExactly("a");
        inUse = Set.of();
        assertThat(removed()).containsExactly("a", id("one"));
    }

    @Test
    void doesNotKeepWhatAContainerOfAnotherImageUses() {
        owned("a", "one", "k8s.io/a.tar");
        foreign("b", "two");
        cri("one");
        cri("two");

        inUse = Set.of("b", id("two"));

        assertThat(removed()).containsExactly("a", id("one"));
        assertThat(plan().used()).isEmpty();
    }

    @Test
    void removesTheIdWhenTheOtherManifestWithItsConfigurationGoesToo() {
        configurations.put("two", "one");
        owned("a", "one", "k8s.io/a.tar");
        owned("b", "two", "k8s.io/b.tar");
        cri("one");

        assertThat(removed()).containsExactly("a", "b", id("one"));
    }

    @Test
    void keepsTheIdOfMovedContentThatAContainerWasMadeFrom() {
        owned("a", "two", "k8s.io/a.tar");
        owned(id("one"), "one", "k8s.io/a.tar");
        brought = Map.of("a", "k8s.io/a.tar");

        inUse = Set.of(id("one"));
        assertThat(plan().removed()).isEmpty();
        assertThat(plan().used()).containsExactly(id("one"));
        inUse = Set.of();
        assertThat(removed()).containsExactly(id("one"));
    }

    @Test
    void takesAShaNameThatTheRuntimeInterfaceHasNotMadeForAName() {
        record(id("one"), "one", Map.of());
        owned("a", "one", "k8s.io/a.tar");

        assertThat(removed()).containsExactly("a");
    }

    @Test
    void removesNoNameWhereOnlyIdsAreLookedAt() {
        owned("a", "one", "k8s.io/a.tar");
        owned(id("one"), "one", "k8s.io/a.tar");
        owned(id("two"), "two", "k8s.io/a.tar");
        foreign("b", "three");
        owned(id("three"), "three", "k8s.io/a.tar");

        PruneDecision plan = PruneDecision.ofImageIds(List.copyOf(records.values()), Set.of(), target -> Optional.empty());

        assertThat(plan.removed()).extracting(StoredImage::name).containsExactly(id("two"));
        assertThat(plan.labels()).isEqualTo(Map.of(records.get(id("three")), RecordLabels.disowned()));
    }
}
