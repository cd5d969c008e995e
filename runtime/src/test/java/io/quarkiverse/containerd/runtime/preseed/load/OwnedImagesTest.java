package io.quarkiverse.containerd.runtime.preseed.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.runtime.oci.Descriptor;
import io.quarkiverse.containerd.runtime.oci.ImageRecord;
import io.quarkiverse.containerd.runtime.preseed.directory.PreseedArchive;

/** Records of different names are written at the same time; those of one name one after the other, the winner's last. */
@Timeout(120)
class OwnedImagesTest {

    private final NameOwners owners = new NameOwners(Optional.empty());
    private final OwnedImages owned = new OwnedImages(owners);
    private final ConcurrentLinkedQueue<String> written = new ConcurrentLinkedQueue<>();
    private final CountDownLatch answer = new CountDownLatch(1);

    @AfterEach
    void letGo() {
        answer.countDown();
    }

    private static PreseedArchive archive(String name) {
        return new PreseedArchive(Path.of("/preseed/k8s.io", name), name, "k8s.io", false, Optional.empty(), "");
    }

    private static List<ImageRecord> images(String archive, String... names) {
        Digest digest = Digest.of(archive.getBytes());
        return Stream.of(names).map(name -> new ImageRecord(name,
                new Descriptor("manifest", digest, 1, Map.of(), Optional.empty()), true)).toList();
    }

    private Consumer<ImageRecord> writer(String archive) {
        return record -> written.add(archive + " " + record.name());
    }

    private void claim(PreseedArchive archive, List<ImageRecord> images) {
        owners.claim(archive, images.stream().collect(Collectors.toMap(ImageRecord::name, image -> image.target().digest())));
    }

    /** Writes the archive's images on a thread that waits for an answer to its first call. */
    private Thread startSlow(PreseedArchive archive, List<ImageRecord> images) {
        claim(archive, images);
        FutureTask<Void> writing = new FutureTask<>(() -> {
            owned.write(archive, images, record -> {
                try {
                    answer.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                writer(archive.path()).accept(record);
            });
            return null;
        });
        return start(writing);
    }

    private static Thread start(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
        await().until(() -> thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TERMINATED);
        return thread;
    }

    @Test
    void otherNamesDoNotWaitForACall() throws Exception {
        PreseedArchive slow = archive("a.tar");
        Thread writing = startSlow(slow, images("a.tar", "one:1", "two:1"));

        List<ImageRecord> images = images("b.tar", "three:1", "two:1");
        claim(archive("b.tar"), images);
        assertThat(owners.withdraw(List.of(archive("c.tar")))).isEmpty();
        // the second name has not been written yet, as the first call has not been answered
        owned.write(archive("b.tar"), images, writer("b.tar"));

        assertThat(written).containsExactly("b.tar three:1", "b.tar two:1");
        answer.countDown();
        writing.join();
        assertThat(written).as("a name that was lost meanwhile is left to its winner")
                .containsExactly("b.tar three:1", "b.tar two:1", "a.tar one:1");
    }

    @Test
    void theWinnerOfANameIsWrittenLast() throws Exception {
        Thread writing = startSlow(archive("a.tar"), images("a.tar", "one:1"));
        PreseedArchive winner = archive("b.tar");
        claim(winner, images("b.tar", "one:1"));
        FutureTask<Void> second = new FutureTask<>(() -> {
            owned.write(winner, images("b.tar", "one:1"), writer("b.tar"));
            return null;
        });
        Thread waiting = start(second);

        assertThat(written).isEmpty();
        answer.countDown();
        writing.join();
        waiting.join();
        second.get();

        assertThat(written).containsExactly("a.tar one:1", "b.tar one:1");
    }
}
