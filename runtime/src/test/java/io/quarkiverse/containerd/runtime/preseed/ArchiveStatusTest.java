package io.quarkiverse.containerd.runtime.preseed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.preseed.ArchiveReport;
import io.quarkiverse.containerd.preseed.LoadPlan;
import io.quarkiverse.containerd.runtime.disk.Disk;
import io.quarkiverse.containerd.runtime.disk.Disks;
import io.quarkiverse.containerd.runtime.disk.NoRoomException;
import io.quarkiverse.containerd.runtime.preseed.directory.FileStamp;
import io.quarkiverse.containerd.runtime.preseed.directory.PreseedArchive;
import io.quarkiverse.containerd.runtime.preseed.load.ImportResult;
import io.quarkiverse.containerd.runtime.preseed.store.Progress;

class ArchiveStatusTest {

    private static final LoadResult LOADED = new LoadResult(
            new ImportResult(Map.of("registry.test/a:1", new Digest("sha256:" + "0".repeat(64))), true, List.of(), 100, 7),
            Optional.empty(), true, Duration.ofSeconds(1));
    private static final LoadResult UNCHANGED = new LoadResult(
            new ImportResult(LOADED.imported().images(), true, List.of(), 0, 107), Optional.empty(), true, Duration.ZERO);

    private final PreseedArchive archive = archive("v1");
    private final LoadProgress progress = progress();

    private static PreseedArchive archive(String version) {
        return new PreseedArchive(Path.of("/preseed/k8s.io/a.tar"), "k8s.io/a.tar", "k8s.io", true,
                Optional.of(new FileStamp(100, at(0), at(0), Digest.of(version.getBytes(UTF_8)))), "");
    }

    private static LoadProgress progress() {
        Progress counter = new Progress(Duration.ofHours(1), () -> 0, (done, total) -> {
        });
        return new LoadProgress(counter, counter, at(1));
    }

    private static Instant at(int second) {
        return Instant.EPOCH.plusSeconds(second);
    }

    private static LoadPlan plan(long bytes, long present) {
        return new LoadPlan("k8s.io/a.tar", "k8s.io", true, List.of(), bytes, present, 0, OptionalLong.empty(),
                List.of(), Optional.empty());
    }

    private ArchiveStatus found() {
        return ArchiveStatus.of(archive, at(0));
    }

    private ArchiveStatus loaded() {
        return found().loading(progress()).loaded(LOADED, at(2));
    }

    /** As the next run finds it. */
    private static ArchiveStatus nextRun(ArchiveStatus status) {
        return status.ended(at(3)).found(status.archive());
    }

    @Test
    void aLoadIsReportedWhileItIsUnderWay() {
        ArchiveStatus loading = found().loading(progress);
        progress.bytes().add(30);
        progress.planned(plan(100, 0));

        ArchiveReport report = loading.report();
        assertThat(report.state()).isEqualTo(ArchiveReport.State.LOADING);
        assertThat(report.isLoading()).isTrue();
        assertThat(report.retrying()).isFalse();
        assertThat(report.bytesSent()).isEqualTo(30);
        assertThat(report.plan()).contains(plan(100, 0));
        assertThat(report.at()).isEqualTo(at(1));
    }

    @Test
    void whatWasLoadedStaysLoadedWhileItIsLookedFor() {
        ArchiveStatus looking = nextRun(loaded()).loading(progress);
        progress.planned(plan(107, 107));

        assertThat(looking.isLoading()).isTrue();
        assertThat(looking.report()).usingRecursiveComparison().ignoringFields("plan").isEqualTo(loaded().report());
        assertThat(looking.isUnchangedBy(UNCHANGED)).isTrue();
        ArchiveReport again = looking.loaded(UNCHANGED, at(9)).report();
        assertThat(again.at()).as("when it was loaded").isEqualTo(at(2));
        assertThat(again.bytesPresent()).isEqualTo(107);
    }

    @Test
    void whatContainerdHasLostIsLoadedAnew() {
        ArchiveStatus looking = nextRun(loaded()).loading(progress);
        progress.planned(plan(107, 7));

        assertThat(looking.report().state()).isEqualTo(ArchiveReport.State.LOADING);
        assertThat(looking.report().loadedOnce()).isTrue();
        assertThat(looking.report().repairing()).isTrue();
        assertThat(looking.report().bytesPresent()).isZero();
        assertThat(looking.loaded(LOADED, at(4)).report().repairing()).isFalse();
        assertThat(looking.interrupted(at(3)).report().state()).isEqualTo(ArchiveReport.State.PENDING);
    }

    @Test
    void whatContainerdHasLostIsRepairedAlsoAfterARestartOfTheDaemon() {
        ArchiveStatus first = found().loading(progress);
        progress.planned(plan(107, 7));
        assertThat(first.report().repairing()).isFalse();

        progress.repairs();
        assertThat(first.report().repairing()).isTrue();
        assertThat(first.report().loadedOnce()).isFalse();
        assertThat(first.loaded(LOADED, at(4)).report().repairing()).isFalse();
        assertThat(first.failed("no", false, at(4)).report().repairing()).isFalse();
    }

    @Test
    void whatLackedRoomIsNotTriedAgainBeforeThereIsSome() {
        AtomicLong free = new AtomicLong();
        Disk disk = new Disks(0, new Disks.Meter() {
            @Override
            public long free(Path directory) {
                return free.get();
            }

            @Override
            public long size(Path directory) {
                return 0;
            }

            @Override
            public Object id(Path directory) {
                return "disk";
            }
        }).of(Path.of("/"));
        NoRoomException noRoom = new NoRoomException("no room", disk, 100);
        ArchiveStatus failed = found().loading(progress).failed("no room", false, Optional.of(noRoom), at(2)).ended(at(3));

        assertThat(failed.lacksRoom()).isTrue();
        assertThat(failed.hasFailed()).isTrue();
        assertThat(failed.hasRoomNow()).isFalse();
        free.set(disk.reserve() + 100);
        assertThat(failed.hasRoomNow()).isTrue();
        assertThat(failed.loading(progress()).lacksRoom()).isFalse();
    }

    @Test
    void whatHasFailedStaysFailedUntilItIsLoaded() {
        ArchiveStatus failed = found().loading(progress()).failed("no archive", false, at(2));
        assertThat(failed.report().retrying()).isFalse();
        assertThat(failed.hasFailed()).isTrue();

        for (ArchiveStatus again : List.of(failed.loading(progress), nextRun(failed).loading(progress),
                failed.found(archive("v2")).loading(progress))) {
            ArchiveReport report = again.report();
            assertThat(report.state()).isEqualTo(ArchiveReport.State.FAILED);
            assertThat(report.error()).contains("no archive");
            assertThat(report.retrying()).isTrue();
            assertThat(report.isLoading()).isTrue();
            assertThat(again.interrupted(at(3)).report().error()).contains("no archive");
            assertThat(again.failed("still none", false, at(4)).report().at()).isEqualTo(at(2));
            assertThat(again.loaded(LOADED, at(5)).report().error()).isEmpty();
            assertThat(again.loaded(LOADED, at(5)).hasFailed()).isFalse();
        }
        assertThat(failed.loading(progress).hasFailed()).as("others do not wait for a retry").isTrue();
    }

    @Test
    void whatIsCertainToFailIsNotTriedAgainUntilItChanges() {
        ArchiveStatus failed = found().loading(progress()).failed("damaged", true, at(2));
        for (ArchiveStatus later : List.of(failed, failed.ended(at(3)), nextRun(failed.ended(at(3))))) {
            assertThat(later.hasFailed()).isTrue();
            assertThat(later.isLasting()).isTrue();
            assertThat(later.report().error()).contains("damaged");
        }
        ArchiveStatus changed = failed.ended(at(3)).found(archive("v2"));
        assertThat(changed.isWaiting()).isTrue();
        assertThat(changed.hasFailed()).isFalse();
        ArchiveStatus fullDisk = found().loading(progress()).failed("no room", false, at(2));
        assertThat(fullDisk.isLasting()).isFalse();
        assertThat(fullDisk.ended(at(3)).hasFailed()).as("in the next run").isFalse();
    }

    @Test
    void anotherVersionIsLoadedAnew() {
        ArchiveStatus replaced = loaded().found(archive("v2"));
        assertThat(replaced.isWaiting()).isTrue();
        assertThat(replaced.report().state()).as("until it is tried").isEqualTo(ArchiveReport.State.LOADED);
        assertThat(replaced.loading(progress).report().state()).isEqualTo(ArchiveReport.State.LOADING);
        assertThat(replaced.loading(progress).report().repairing()).isFalse();

        assertThat(loaded().found(archive).isLoaded()).isTrue();
    }

    @Test
    void whatComesBackIsKnownToHaveBeenLoadedOnce() {
        ArchiveStatus back = loaded().gone(at(3)).found(archive);

        assertThat(back.isWaiting()).isTrue();
        assertThat(back.report().state()).isEqualTo(ArchiveReport.State.PENDING);
        assertThat(back.report().loadedOnce()).isTrue();
    }

    @Test
    void anInterruptedLoadWaits() {
        assertThat(found().loading(progress).interrupted(at(3)).report().state()).isEqualTo(ArchiveReport.State.PENDING);
        assertThat(found().loading(progress).interrupted(at(3)).isWaiting()).isTrue();
    }
}
