package io.quarkiverse.containerd.runtime.preseed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.runtime.preseed.directory.FileStamp;
import io.quarkiverse.containerd.runtime.preseed.directory.PreseedArchive;
import io.quarkiverse.containerd.runtime.preseed.store.Progress;

class ArchiveStatusesTest {

    private static final Instant NOW = Instant.EPOCH;

    private final ArchiveStatuses statuses = new ArchiveStatuses();

    @BeforeEach
    void find() {
        replaceAll(found("a", 1, false), found("small", 1, true), found("large", 2, true), found("b", 1, false));
    }

    private static ArchiveStatus found(String name, long size, boolean required) {
        FileStamp stamp = new FileStamp(size, NOW, NOW, Digest.of(name.getBytes(UTF_8)));
        return ArchiveStatus.of(new PreseedArchive(Path.of("/preseed/k8s.io", name), "k8s.io/" + name, "k8s.io", required,
                Optional.of(stamp), ""), NOW);
    }

    private void replaceAll(ArchiveStatus... all) {
        Map<Path, ArchiveStatus> next = new LinkedHashMap<>();
        List.of(all).forEach(status -> next.put(status.archive().file(), status));
        statuses.replaceAll(next);
    }

    private ArchiveStatus status(String name) {
        return statuses.find(Path.of("/preseed/k8s.io", name)).orElseThrow();
    }

    private static ArchiveStatus loading(ArchiveStatus status) {
        Progress counter = new Progress(Duration.ofHours(1), () -> 0, (done, total) -> {
        });
        return status.loading(new LoadProgress(counter, counter, NOW));
    }

    private List<String> members(ArchiveGroup group) {
        return statuses.of(group).stream().map(status -> status.archive().file().getFileName().toString()).toList();
    }

    @Test
    void membersAreInTheOrderInWhichTheyAreLoaded() {
        assertThat(members(ArchiveGroup.WAITING)).containsExactly("large", "small", "a", "b");
        assertThat(members(ArchiveGroup.AWAITED)).containsExactly("large", "small");
        assertThat(statuses.present()).as("the order of the scan").extracting(status -> status.archive().path())
                .containsExactly("k8s.io/a", "k8s.io/small", "k8s.io/large", "k8s.io/b");
    }

    @Test
    void anArchiveChangesItsGroupsWithItsStatus() {
        statuses.replace(loading(status("large")));
        assertThat(members(ArchiveGroup.WAITING)).containsExactly("small", "a", "b");
        assertThat(members(ArchiveGroup.AWAITED)).containsExactly("large", "small");

        statuses.replace(status("large").loaded(LoadResult.NOTHING, NOW));
        statuses.replace(loading(status("b")).failed("damaged", true, Optional.empty(), NOW));
        assertThat(members(ArchiveGroup.AWAITED)).containsExactly("small");
        assertThat(members(ArchiveGroup.FAILED)).containsExactly("b");
        assertThat(members(ArchiveGroup.LASTING)).containsExactly("b");
        assertThat(statuses.isEmpty(ArchiveGroup.WITHOUT_ROOM)).isTrue();
        assertThat(statuses.first(ArchiveGroup.WAITING, status -> !status.archive().required()))
                .contains(status("a"));
    }

    @Test
    void anArchiveThatHasChangedIsInItsGroupsOnce() {
        replaceAll(found("large", 1, true).found(found("large", 9, false).archive()));
        statuses.replace(loading(status("large")));

        assertThat(members(ArchiveGroup.WAITING)).isEmpty();
        assertThat(members(ArchiveGroup.AWAITED)).isEmpty();
    }

    @Test
    void whatHasGoneIsKnownButInNoGroup() {
        replaceAll(found("a", 1, true).gone(NOW));

        assertThat(statuses.all()).hasSize(1);
        assertThat(statuses.present()).isEmpty();
        assertThat(ArchiveGroup.values()).allMatch(statuses::isEmpty);
    }

    @Test
    void whatIsNotThereIsNotAdded() {
        statuses.replace(found("other", 1, true));

        assertThat(statuses.all()).hasSize(4);
        assertThat(members(ArchiveGroup.WAITING)).doesNotContain("other");
    }
}
