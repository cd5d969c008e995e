package io.quarkiverse.containerd.runtime.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.jboss.logging.Logger.Level;
import org.junit.jupiter.api.Test;

import io.quarkiverse.containerd.logs.JournalQuery;
import io.quarkiverse.containerd.logs.LogEntry;
import io.quarkiverse.containerd.logs.LogJournal;
import io.quarkiverse.containerd.logs.LogSubscriber;
import io.quarkiverse.containerd.logs.LogSubscription;

class JournalSubscriptionTest {

    private static final int MANY = 1_000_000;

    private final MemoryJournal journal = new MemoryJournal(MANY, 1024);
    private final List<String> seen = Collections.synchronizedList(new ArrayList<>());

    @Test
    void missesNothingBetweenBacklogAndStream() throws Exception {
        // One entry of backlog and what follows it, many times: the gap to be found is less than a microsecond wide.
        LogJournal small = new MemoryJournal(4, 1024);
        AtomicBoolean stop = new AtomicBoolean();
        Thread writer = new Thread(() -> {
            while (!stop.get()) {
                small.logger("root").infof("line");
            }
        });
        writer.start();
        try {
            await().until(() -> !small.read(JournalQuery.only("root")).isEmpty());
            for (int i = 0; i < 1_000; i++) {
                BlockingQueue<Long> sequences = new LinkedBlockingQueue<>();
                try (LogSubscription some = small.subscribe(new JournalQuery("root", true, 1, Level.TRACE), MANY,
                        entry -> sequences.add(entry.sequence()))) {
                    long backlog = sequences.take();
                    assertThat(sequences.take()).isEqualTo(backlog + 1);
                }
            }
        } finally {
            stop.set(true);
            writer.join();
        }
    }

    @Test
    void deliversEverythingInOrder() throws Exception {
        int count = 20_000;
        AtomicInteger written = new AtomicInteger();
        Thread writer = new Thread(() -> IntStream.range(0, count).forEach(i -> {
            journal.logger(i % 2 == 0 ? "root.a" : "root.b").infof(Integer.toString(i));
            written.set(i);
        }));
        writer.start();
        await().until(() -> written.get() > 100);

        try (LogSubscription all = journal.subscribe(JournalQuery.tree("root"), MANY, entry -> seen.add(entry.message()))) {
            writer.join();
            await().until(() -> seen.size() >= count);
        }

        assertThat(seen).isEqualTo(IntStream.range(0, count).mapToObj(Integer::toString).toList());
    }

    @Test
    void tellsASlowSubscriberWhatItLostAndWhere() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch proceed = new CountDownLatch(1);
        LogSubscriber slow = new LogSubscriber() {
            @Override
            public void onEntry(LogEntry entry) {
                seen.add(entry.message());
                busy.countDown();
                awaitQuietly(proceed);
            }

            @Override
            public void onDropped(long count) {
                seen.add("lost " + count);
            }
        };
        try (LogSubscription some = journal.subscribe(JournalQuery.tree("root"), 2, slow)) {
            journal.logger("root").infof("0");
            busy.await();
            for (int i = 1; i <= 5; i++) {
                journal.logger("root").infof("%d", i);
            }
            proceed.countDown();
            await().until(() -> seen.size() == 4);
            journal.logger("root").infof("6");
            await().until(() -> seen.size() == 5);
        }

        assertThat(seen).containsExactly("0", "lost 3", "4", "5", "6");
        assertThat(journal.counters().undeliveredEntries()).isEqualTo(3);
    }

    @Test
    void filtersTheStreamToo() {
        journal.logger("root.a").warnf("old");
        journal.logger("root.a").warnf("recent");
        try (LogSubscription some = journal.subscribe(new JournalQuery("root.a", false, 1, Level.WARN), 10,
                entry -> seen.add(entry.message()))) {
            journal.logger("root.a").infof("too low");
            journal.logger("root.a.b").warnf("child");
            journal.logger("root.ab").warnf("other");
            journal.logger("root.a").errorf("new");
            await().until(() -> seen.contains("new"));
        }

        assertThat(seen).containsExactly("recent", "new");
    }

    @Test
    void doesNotWaitForABlockedSubscriber() {
        CountDownLatch never = new CountDownLatch(1);
        try (LogSubscription blocked = journal.subscribe(JournalQuery.tree("root"), 1, entry -> awaitQuietly(never));
                LogSubscription other = journal.subscribe(JournalQuery.tree("root"), MANY,
                        entry -> seen.add(entry.message()))) {
            IntStream.range(0, 1000).forEach(i -> journal.logger("root").infof("%d", i));
            await().until(() -> seen.size() == 1000);
        }
        never.countDown();

    }

    @Test
    void endsWhenItsSubscriberThrowsOrIsClosed() {
        AtomicBoolean thrown = new AtomicBoolean();
        journal.subscribe(JournalQuery.tree("root.a"), 10, entry -> {
            thrown.set(true);
            throw new IllegalStateException("broken subscriber");
        });
        LogSubscription closed = journal.subscribe(JournalQuery.tree("root.a"), 10, entry -> seen.add(entry.message()));
        closed.close();
        journal.logger("root.a").infof("1");
        await().untilTrue(thrown);
        thrown.set(false);
        try (LogSubscription last = journal.subscribe(new JournalQuery("root.a", false, 0, Level.TRACE), 10,
                entry -> seen.add("last " + entry.message()))) {
            journal.logger("root.a").infof("2");
            await().until(() -> seen.contains("last 2"));
        }

        assertThat(seen).containsExactly("last 2");
        assertThat(thrown).isFalse();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
