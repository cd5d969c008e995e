package io.quarkiverse.containerd.runtime.preseed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.preseed.ArchiveReport;
import io.quarkiverse.containerd.preseed.PreseedReport;
import io.quarkiverse.containerd.runtime.preseed.directory.DirectoryScan;
import io.quarkiverse.containerd.runtime.preseed.directory.FileStamp;
import io.quarkiverse.containerd.runtime.preseed.directory.PreseedArchive;
import io.quarkiverse.containerd.runtime.preseed.store.Progress;

class PreseedStatusTest {

    private final PreseedStatus status = new PreseedStatus(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));

    private static PreseedArchive archive(String name, String version) {
        return new PreseedArchive(Path.of("/preseed/k8s.io", name), "k8s.io/" + name, "k8s.io", true,
                Optional.of(new FileStamp(1, Instant.EPOCH, Instant.EPOCH, Digest.of(version.getBytes(UTF_8)))), "");
    }

    private static DirectoryScan found(PreseedArchive... archives) {
        return new DirectoryScan(List.of(archives), List.of(), List.of());
    }

    private void start(PreseedArchive archive) {
        Progress counter = new Progress(Duration.ofHours(1), () -> 0, (done, total) -> {
        });
        status.update(archive,
                (known, now) -> known.loading(new LoadProgress(counter, counter, Instant.EPOCH)));
    }

    private void load(PreseedArchive archive) {
        start(archive);
        status.update(archive, (known, now) -> known.loaded(LoadResult.NOTHING, now));
    }

    private Stream<String> reported() {
        return status.report().archives().stream().map(archive -> archive.path() + " " + archive.state());
    }

    @Test
    void reportsWhatTheNewestScanFoundInItsOrder() {
        assertThat(status.report().scanned()).isFalse();

        status.scanned(found(archive("b.tar", "1"), archive("a.tar", "1")));
        load(archive("a.tar", "1"));

        assertThat(status.report().scanned()).isTrue();
        assertThat(reported()).containsExactly("k8s.io/b.tar PENDING", "k8s.io/a.tar LOADED");
        assertThat(status.report().missing()).extracting(ArchiveReport::path).containsExactly("k8s.io/b.tar");
    }

    @Test
    void tellsWhichLoadedArchivesHaveGoneOrChanged() {
        PreseedArchive same = archive("same.tar", "1");
        PreseedArchive gone = archive("gone.tar", "1");
        PreseedArchive waiting = archive("waiting.tar", "1");
        status.scanned(found(same, archive("changed.tar", "1"), gone, waiting));
        Stream.of(same, archive("changed.tar", "1"), gone).forEach(this::load);

        assertThat(status.scanned(found(same, archive("changed.tar", "2"), archive("waiting.tar", "2"))))
                .extracting(PreseedArchive::path).containsExactlyInAnyOrder("k8s.io/changed.tar", "k8s.io/gone.tar");
        assertThat(reported()).containsExactly("k8s.io/same.tar LOADED", "k8s.io/changed.tar LOADED",
                "k8s.io/waiting.tar PENDING");
        assertThat(status.archives()).filteredOn(ArchiveStatus::isLoaded).hasSize(1);
    }

    @Test
    void anArchiveThatGoesWhileItIsLoadedIsOutdatedAfterwards() {
        PreseedArchive archive = archive("a.tar", "1");
        status.scanned(found(archive));
        start(archive);

        assertThat(status.scanned(found())).isEmpty();
        status.update(archive, (known, now) -> known.loaded(LoadResult.NOTHING, now));
        assertThat(status.scanned(found())).extracting(PreseedArchive::path).containsExactly("k8s.io/a.tar");
        assertThat(status.scanned(found())).isEmpty();
        assertThat(reported()).isEmpty();

        status.scanned(found(archive));
        assertThat(status.report().requiredLoaded()).as("it has been loaded once").isTrue();
        assertThat(reported()).containsExactly("k8s.io/a.tar PENDING");
    }

    @Test
    void theNextRunChecksAllArchives() {
        PreseedArchive loaded = archive("loaded.tar", "1");
        PreseedArchive loading = archive("loading.tar", "1");
        status.scanned(found(loaded, loading));
        load(loaded);
        start(loading);

        status.endRun();

        assertThat(reported()).containsExactly("k8s.io/loaded.tar LOADED", "k8s.io/loading.tar PENDING");
        assertThat(status.archives()).allMatch(ArchiveStatus::isWaiting);
    }

    @Test
    void aReportDoesNotChange() {
        PreseedArchive archive = archive("a.tar", "1");
        status.scanned(found(archive));
        PreseedReport before = status.report();

        load(archive);

        assertThat(before.archives()).extracting(ArchiveReport::state).containsExactly(ArchiveReport.State.PENDING);
    }
}
