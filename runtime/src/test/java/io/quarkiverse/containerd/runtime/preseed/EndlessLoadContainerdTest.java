package io.quarkiverse.containerd.runtime.preseed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.quarkiverse.containerd.client.BeforeCall;
import io.quarkiverse.containerd.logs.LogJournal;
import io.quarkiverse.containerd.preseed.ArchiveReport;
import io.quarkiverse.containerd.runtime.grpc.ContainerdConnection;
import io.quarkiverse.containerd.runtime.logs.MemoryJournal;
import io.quarkiverse.containerd.runtime.preseed.settings.FollowSettings;
import io.quarkiverse.containerd.runtime.preseed.settings.ImageSettings;
import io.quarkiverse.containerd.runtime.preseed.settings.PreseedSettings;
import io.quarkiverse.containerd.runtime.supervisor.Supervisor;
import io.quarkiverse.containerd.runtime.supervisor.SystemClock;

/**
 * A load that ignores its cancellation keeps neither containerd from being started again nor other archives from being loaded.
 */
@Tag("containerd")
class EndlessLoadContainerdTest extends PreseedFixture {

    private static final Duration PATIENCE = Duration.ofMillis(200);

    private final CountDownLatch hanging = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile CountDownLatch crash = new CountDownLatch(1);
    private final LogJournal journal = new MemoryJournal(1000, 16384);
    private Supervisor supervisor;

    @AfterEach
    void shutDown() {
        end.countDown();
        if (supervisor != null) {
            assertThat(supervisor.shutdown(Duration.ofSeconds(60))).isEmpty();
        }
    }

    private void hang() {
        hanging.countDown();
        boolean ended = false;
        while (!ended) {
            try {
                end.await();
                ended = true;
            } catch (InterruptedException e) {
                // as a read of a disk that does not answer
            }
        }
    }

    private void supervise(PreseedSettings settings, Preseed preseed) {
        supervisor = new Supervisor(settings.retry().backoff(), journal, new SystemClock());
        supervisor.start(root -> {
            root.run("containerd", containerd -> {
                containerd.run("preseed", preseed::runUntilLoaded);
                containerd.signalHealthy();
                crash.await();
                crash = new CountDownLatch(1);
                throw new IOException("containerd was killed");
            });
            root.signalHealthy();
            root.signalDone();
        });
    }

    @Test
    void containerdIsStartedAgainAndOtherArchivesAreLoaded() throws Exception {
        archives.oci(archive("endless/first.tar"), "registry.test/first:1", 500_000, 1);
        BeforeCall hang = new BeforeCall("Content/List", this::hang);
        PreseedSettings settings = settings(List.of(), ImageSettings.none(), FollowSettings.none());
        try (ContainerdConnection client = new ContainerdConnection(containerd.socket(), hang)) {
            supervise(settings, new Preseed(settings, client::client, reports, PATIENCE));
            hanging.await();
            archives.oci(archive("endless/second.tar"), "registry.test/second:1", 5_000, 2);

            crash.countDown();

            await().until(() -> supervisor.snapshot("root.containerd").orElseThrow().restarts() == 1);
            await().until(() -> images("endless").equals(List.of("registry.test/second:1")));
            await().untilAsserted(() -> assertThat(report("endless/first.tar").state()).isEqualTo(ArchiveReport.State.FAILED));
            assertThat(report("endless/first.tar").error()).get().asString().contains("has not ended");

            end.countDown();

            await().untilAsserted(
                    () -> assertThat(report("endless/first.tar").state()).isEqualTo(ArchiveReport.State.LOADED));
            assertThat(images("endless")).hasSize(2);
        }
        StoreInvariants.imagesAreWhole(containerd.client().namespace("endless"));
        StoreInvariants.nothingIsLeft(containerd.client().namespace("endless"));
    }
}
