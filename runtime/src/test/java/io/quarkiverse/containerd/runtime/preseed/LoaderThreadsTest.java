package io.quarkiverse.containerd.runtime.preseed;

import static com.google.common.util.concurrent.Uninterruptibles.awaitUninterruptibly;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.quarkiverse.containerd.runtime.preseed.directory.PreseedArchive;
import io.quarkiverse.containerd.runtime.preseed.directory.RunTrigger;
import io.quarkiverse.containerd.runtime.preseed.load.LoadFailures;
import io.quarkiverse.containerd.runtime.preseed.store.Progress;

@Timeout(120)
class LoaderThreadsTest {

    private interface Load {
        LoadResult run() throws Throwable;
    }

    private static final Duration PATIENCE = Duration.ofMillis(200);

    private final RunTrigger trigger = new RunTrigger();
    private final EndlessLoads endless = new EndlessLoads();

    private LoaderThreads threads(int slots, Load load) {
        return new LoaderThreads(slots, new LoaderThreads.Loader() {
            @Override
            public LoadResult load(PreseedArchive archive, LoadProgress progress) throws Exception {
                try {
                    return load.run();
                } catch (Exception | Error e) {
                    throw e;
                } catch (Throwable e) {
                    throw new AssertionError(e);
                }
            }

            @Override
            public void close() {
                // nothing is under way
            }
        }, trigger, endless, PATIENCE);
    }

    private static void start(LoaderThreads threads, String name) {
        Progress counter = new Progress(Duration.ofHours(1), () -> 0, (done, total) -> {
        });
        threads.start(new PreseedArchive(Path.of(name), name, "k8s.io", false, Optional.empty(), ""),
                new LoadProgress(counter, counter, Instant.EPOCH));
    }

    private static LoaderThreads.Load next(LoaderThreads threads) throws InterruptedException {
        List<LoaderThreads.Load> ended = List.of();
        while (ended.isEmpty()) {
            ended = threads.await(Optional.empty());
        }
        assertThat(ended).hasSize(1);
        return ended.get(0);
    }

    static List<Throwable> failures() {
        return List.of(new OutOfMemoryError("Java heap space"), new StackOverflowError(), new NoClassDefFoundError("a/B"),
                new IllegalStateException("bug"), new IOException("disk"), new InterruptedException("who"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void whateverALoadThrowsIsHandedOverAndGivesTheSlotBack(Throwable failure) throws Exception {
        try (LoaderThreads threads = threads(1, () -> {
            throw failure;
        })) {
            for (int i = 0; i < 3; i++) {
                start(threads, "a.tar");
                assertThat(threads.areBusy()).isTrue();
                LoaderThreads.Load ended = next(threads);
                assertThatThrownBy(ended::result).isInstanceOf(ExecutionException.class).cause().isSameAs(failure);
                assertThat(threads.areIdle()).isTrue();
            }
        }
        assertThat(LoadFailures.describe(failure)).isNotBlank();
    }

    static Stream<Arguments> descriptions() {
        String unexpected = "unexpected error in the daemon, whose log has its stack";
        return Stream.of(arguments(new NoClassDefFoundError("a/B"), unexpected + ": a/B"),
                arguments(new StackOverflowError(), unexpected), arguments(new IllegalStateException(), unexpected),
                arguments(new IllegalStateException("bug"), "bug"), arguments(new IOException(), "input or output failed"),
                arguments(new ClosedChannelException(), "it has been closed"),
                arguments(new NoSuchFileException("/a.tar"), "/a.tar: no such file or directory"),
                arguments(new FileSystemException("/b", null, "No space left on device"), "/b: No space left on device"),
                arguments(new FileSystemException(null), "input or output failed"),
                arguments(new OutOfMemoryError("Java heap space"), "the daemon ran out of memory (Java heap space): give it"
                        + " more, or lower quarkus.containerd.preseed.parallelism"));
    }

    @ParameterizedTest
    @MethodSource("descriptions")
    void noReasonIsTheNameOfAClass(Throwable failure, String description) {
        assertThat(LoadFailures.describe(failure)).isEqualTo(description);
    }

    @Test
    void loadsRunBesideEachOtherUntilAllSlotsAreTaken() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        try (LoaderThreads threads = threads(2, () -> {
            both.countDown();
            both.await();
            return LoadResult.NOTHING;
        })) {
            start(threads, "a.tar");
            assertThat(threads.areBusy()).isFalse();
            start(threads, "b.tar");
            assertThat(threads.areBusy()).isTrue();
            List<String> ended = new ArrayList<>();
            while (!threads.areIdle()) {
                for (LoaderThreads.Load load : threads.await(Optional.empty())) {
                    assertThat(load.result()).isSameAs(LoadResult.NOTHING);
                    ended.add(load.archive().path());
                }
            }
            assertThat(ended).containsExactlyInAnyOrder("a.tar", "b.tar");
        }
    }

    @Test
    void aLoadThatDoesNotEndIsGivenUpAndItsArchiveNotLoadedAgainBefore() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        LoaderThreads first = threads(1, () -> {
            begun.countDown();
            // as a read of a disk that hangs
            awaitUninterruptibly(end);
            return LoadResult.NOTHING;
        });
        start(first, "a.tar");
        begun.await();

        first.close();

        try (LoaderThreads next = threads(1, () -> LoadResult.NOTHING)) {
            start(next, "a.tar");
            assertThatThrownBy(() -> next(next).result()).hasCauseInstanceOf(IOException.class)
                    .hasMessageContaining("has not ended");
            start(next, "b.tar");
            assertThat(next(next).result()).isSameAs(LoadResult.NOTHING);
            end.countDown();
            await().ignoreExceptions().untilAsserted(() -> {
                start(next, "a.tar");
                assertThat(next(next).result()).isSameAs(LoadResult.NOTHING);
            });
        }
    }

    @Test
    void theEndOfALoadIsNoRequestToScan() throws Exception {
        try (LoaderThreads threads = threads(1, () -> LoadResult.NOTHING)) {
            start(threads, "a.tar");
            next(threads);
            assertThat(threads.isScanRequested()).isFalse();

            trigger.request();
            start(threads, "b.tar");
            next(threads);
            assertThat(threads.isScanRequested()).as("although a load has ended, too").isTrue();
            assertThat(threads.isScanRequested()).as("once").isFalse();
        }
    }

    @Test
    void aRequestEndsTheWaitAlthoughNothingHasEnded() throws Exception {
        try (LoaderThreads threads = threads(1, () -> LoadResult.NOTHING)) {
            trigger.request();
            assertThat(threads.await(Optional.empty())).isEmpty();
        }
    }
}
