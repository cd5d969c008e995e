package io.quarkiverse.containerd.runtime.preseed.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.quarkiverse.containerd.client.BlobUpload;
import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.client.NamespaceClient;
import io.quarkiverse.containerd.runtime.content.BlobPlacement;
import io.quarkiverse.containerd.runtime.preseed.NamespaceDump;
import io.quarkiverse.containerd.runtime.preseed.PreseedFixture;
import io.quarkiverse.containerd.runtime.preseed.store.ImportLease;
import io.quarkiverse.containerd.runtime.preseed.store.ImportLeases;

/** Two archives that need the same blob at the same time. */
@Tag("containerd")
class BlobUploadsContainerdTest extends PreseedFixture {

    private static final String LABEL = "containerd.io/gc.ref.content.0";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final byte[] blob = new byte[3_000_000];
    private final Digest digest;
    private final BlobUploads uploads = new BlobUploads(4,
            new BlobPlacement(containerd.client(), notice -> {
            }));
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final AtomicInteger readBySecond = new AtomicInteger();
    private NamespaceClient namespace;
    private ImportLease lease;

    BlobUploadsContainerdTest() {
        new Random().nextBytes(blob);
        digest = Digest.of(blob);
    }

    @BeforeEach
    void joinLease() {
        namespace = containerd.client().namespace("uploads");
        lease = lease();
    }

    private ImportLease lease() {
        return new ImportLeases(Duration.ofHours(1), InstantSource.system()).join(namespace, Duration.ZERO);
    }

    @AfterEach
    void stopUploads() {
        goOn.countDown();
        uploads.close();
        lease.close();
        // a collection that is due later may take a file before it is adopted, which is then written twice
        NamespaceDump.collect(namespace);
    }

    @Test
    void sendOneOfThem() throws Exception {
        try (BlobUploads.Batch first = uploads.batch("uploads", lease, true);
                BlobUploads.Batch second = uploads.batch("uploads", lease, true)) {
            Sending sent = new Sending(() -> first.send(List.of(upload(lease, Map.of(), this::readLater))));
            begun.await();
            Sending waiting = new Sending(
                    () -> second.send(List.of(upload(lease, Map.of(LABEL, digest.value()), this::readBySecond))));
            waiting.awaitWaiting();
            goOn.countDown();

            assertThat(sent.end().bytesSent()).isEqualTo(blob.length);
            assertThat(waiting.end()).isEqualTo(new BlobUploads.Sent(0, List.of()));
            assertThat(readBySecond).hasValue(0);
            assertThat(namespace.content().info(digest).orElseThrow().labels()).containsEntry(LABEL, digest.value());
        }
    }

    @Test
    void tellWhatCameByAnotherLease() throws Exception {
        try (ImportLease other = lease();
                BlobUploads.Batch first = uploads.batch("uploads", lease, true);
                BlobUploads.Batch second = uploads.batch("uploads", other, true)) {
            Sending sent = new Sending(() -> first.send(List.of(upload(lease, Map.of(), this::readLater))));
            begun.await();
            Sending waiting = new Sending(() -> second.send(List.of(upload(other, Map.of(), this::readBySecond))));
            waiting.awaitWaiting();
            goOn.countDown();

            assertThat(sent.end().byOthers()).isEmpty();
            assertThat(waiting.end()).isEqualTo(new BlobUploads.Sent(0, List.of(digest)));
        }
    }

    @Test
    void sendItAgainWhenTheOtherArchiveIsDamaged() throws Exception {
        try (BlobUploads.Batch first = uploads.batch("uploads", lease, true);
                BlobUploads.Batch second = uploads.batch("uploads", lease, true)) {
            Sending failing = new Sending(() -> first.send(List.of(upload(lease, Map.of(), (position, target) -> {
                begun.countDown();
                await(goOn);
                throw new IOException("damaged");
            }))));
            begun.await();
            Sending waiting = new Sending(() -> second.send(List.of(upload(lease, Map.of(), this::readBySecond))));
            waiting.awaitWaiting();
            goOn.countDown();

            assertThatThrownBy(() -> failing.end()).isInstanceOf(ExecutionException.class)
                    .hasRootCauseMessage("damaged");
            assertThat(waiting.end().bytesSent()).isEqualTo(blob.length);
            assertThat(namespace.content().info(digest)).isPresent();
        }
    }

    @Test
    void sendItAgainOnceItHasBeenCollected() throws Exception {
        for (int i = 0; i < 2; i++) {
            try (ImportLease own = lease(); BlobUploads.Batch batch = uploads.batch("uploads", own, true)) {
                assertThat(batch.send(List.of(upload(own, Map.of(), this::readBySecond))).bytesSent()).isEqualTo(blob.length);
            }
            NamespaceDump.collect(namespace);
            assertThat(namespace.content().info(digest)).isEmpty();
        }
    }

    @Test
    void areNotReadAnyMoreWhenTheirArchiveIsClosed() throws Exception {
        AtomicInteger chunks = new AtomicInteger();
        BlobUploads.Batch batch = uploads.batch("uploads", lease, true);
        Sending sent = new Sending(() -> batch.send(List.of(upload(lease, Map.of(), (position, target) -> {
            chunks.incrementAndGet();
            readLater(position, target);
        }))));
        begun.await();
        Sending closing = new Sending(() -> {
            batch.close();
            return null;
        });
        closing.awaitWaiting();
        goOn.countDown();

        closing.end();
        assertThatThrownBy(() -> sent.end()).isInstanceOf(ExecutionException.class)
                .hasRootCauseMessage("the import was cancelled");
        assertThat(chunks).hasValue(1);
    }

    /** What is done on a thread of its own. */
    private static final class Sending {

        private final FutureTask<BlobUploads.Sent> task;
        private final Thread thread;

        Sending(Callable<BlobUploads.Sent> sending) {
            task = new FutureTask<>(sending);
            thread = new Thread(task, "sending");
            thread.start();
        }

        void awaitWaiting() {
            Awaitility.await().until(() -> thread.getState() == Thread.State.WAITING);
        }

        BlobUploads.Sent end() throws Exception {
            return task.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private BlobUpload upload(ImportLease by, Map<String, String> labels, BlobUpload.Source source) {
        return new BlobUpload(by.ref(digest), digest, blob.length, labels, source);
    }

    private void readLater(long position, ByteBuffer target) throws IOException {
        begun.countDown();
        await(goOn);
        target.put(blob, (int) position, target.remaining());
    }

    private void readBySecond(long position, ByteBuffer target) {
        readBySecond.addAndGet(target.remaining());
        target.put(blob, (int) position, target.remaining());
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException("nobody says to go on");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
