package io.quarkiverse.containerd.runtime.pump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import org.jboss.logging.Logger.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.quarkiverse.containerd.TestNode;
import io.quarkiverse.containerd.logs.LineParser;
import io.quarkiverse.containerd.logs.LogEntry;
import io.quarkiverse.containerd.runtime.host.HostException;
import io.quarkiverse.containerd.runtime.host.files.Fifo;

@Timeout(120)
class LogPumpTest {

    @TempDir
    Path temp;

    private final TestNode node = new TestNode();
    private final PumpCounters counters = new PumpCounters();

    @AfterEach
    void stop() {
        if (node.thread() != null) {
            node.cancel();
        }
    }

    /** Platform threads, and virtual threads where the JVM has them. */
    static Stream<ThreadFactory> threads() {
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            ThreadFactory virtual = (ThreadFactory) Class.forName("java.lang.Thread$Builder").getMethod("factory")
                    .invoke(builder);
            return Stream.of(Thread::new, virtual);
        } catch (ReflectiveOperationException e) {
            return Stream.of(Thread::new);
        }
    }

    @Test
    void isHealthyWithoutAWriterAndHearsWritersThatComeAndGo() throws Exception {
        start(new RunscLogParser());
        for (int i = 0; i < 20; i++) {
            write(String.format("I1123 05:35:24.951558 %7d main.go:196] line %d\n", 1000 + i, i));
            int expected = i;
            await().until(() -> messages().contains("line " + expected));
        }
        assertThat(messages()).hasSize(20);
        assertThat(node.entries()).allSatisfy(entry -> assertThat(entry.fields()).containsEntry("source", "main.go:196"));
        assertThat(node.result()).isNotDone();
    }

    @Test
    void keepsContinuationLinesWithTheirEntryAndEmitsTheLastOne() throws Exception {
        start(new RunscLogParser());
        write("D1123 06:00:22.892789   22895 specutils.go:91] Spec:\n{\n  \"ociVersion\": \"1.2.0\"\n}\n");
        await().until(() -> messages().size() == 1);
        assertThat(messages()).containsExactly("Spec:\n{\n  \"ociVersion\": \"1.2.0\"\n}");
    }

    @Test
    void joinsALineThatIsWrittenInParts() throws Exception {
        start(new RunscLogParser());
        try (FileChannel writer = open()) {
            write(writer, "W1123 05:35:24.951558    1031 ma");
            write(writer, "in.go:196] in two");
            write(writer, " parts\n");
            await().until(() -> messages().size() == 1);
        }
        assertThat(node.entries()).singleElement().satisfies(entry -> {
            assertThat(entry.message()).isEqualTo("in two parts");
            assertThat(entry.level()).isEqualTo(Level.WARN);
        });
    }

    @Test
    void carriesAHundredMegabytesOfManyWritersWithoutALostOrTornLine() throws Exception {
        int writers = 8;
        int bytes = 100_000_000;
        String padding = "x".repeat(400);
        long[] next = new long[writers];
        AtomicLong torn = new AtomicLong();
        AtomicLong received = new AtomicLong();
        RunscLogParser parser = new RunscLogParser();
        start(line -> {
            received.addAndGet(line.length() + 1L);
            String[] words = line.split(" ");
            boolean whole = words.length == 8 && words[7].equals(padding);
            int writer = whole ? Integer.parseInt(words[5]) : -1;
            if (!whole || next[writer]++ != Long.parseLong(words[6])) {
                torn.incrementAndGet();
            }
            return parser.parse(line);
        });
        ExecutorService executor = Executors.newFixedThreadPool(writers);
        try {
            List<Future<Long>> sent = new ArrayList<>();
            for (int i = 0; i < writers; i++) {
                int writer = i;
                sent.add(executor.submit(() -> writeLines(writer, padding, bytes / writers)));
            }
            long total = 0;
            for (Future<Long> each : sent) {
                total += each.get();
            }
            long expected = total;
            assertThat(expected).isGreaterThanOrEqualTo(bytes);
            await().atMost(Duration.ofSeconds(60)).until(() -> received.get() >= expected);
            assertThat(received).hasValue(expected);
            assertThat(torn).hasValue(0);
        } finally {
            executor.shutdownNow();
        }
    }

    @ParameterizedTest
    @MethodSource("threads")
    void endsWithinMillisecondsWhenCancelledWhileIdle(ThreadFactory threads) throws Exception {
        // a pump that polls would need its interval each time; a busy machine costs a moment now and then
        Duration shortest = Duration.ofDays(1);
        for (int i = 0; i < 100 && (i < 5 || shortest.toMillis() >= 50); i++) {
            TestNode node = new TestNode().start(new LogPump(fifo(), new RunscLogParser(), counters), threads);
            await().until(node::isHealthy);
            write("I1123 05:35:24.951558    1031 main.go:196] hello\n");
            await().until(() -> !node.entries().isEmpty());
            long began = System.nanoTime();
            node.cancel();
            node.result().get(60, TimeUnit.SECONDS);
            Duration taken = Duration.ofNanos(System.nanoTime() - began);
            shortest = taken.compareTo(shortest) < 0 ? taken : shortest;
        }
        assertThat(shortest).isLessThan(Duration.ofMillis(50));
    }

    @Test
    void logsAnUnfinishedLineWhenItEnds() throws Exception {
        start(new RunscLogParser());
        String text = "I1123 05:35:24.951558    1031 main.go:196] first\nI1123 05:35:24.951558    1031 main.go:196] unfinished";
        write(text);
        await().until(() -> messages().contains("first"));
        node.cancel();
        node.result().get();
        assertThat(messages()).containsExactly("first", "unfinished");
        assertThat(counters.lines()).isEqualTo(2);
        assertThat(counters.bytes()).isEqualTo(text.length());
    }

    @Test
    void costsNothingWhileIdle() throws Exception {
        start(new RunscLogParser());
        write("I1123 05:35:24.951558    1031 main.go:196] hello\n");
        await().until(() -> !node.entries().isEmpty());
        ThreadMXBean times = ManagementFactory.getThreadMXBean();
        long reader = reader().getId();
        long[] before = { Long.MIN_VALUE };
        // the thread may take a while to come to rest
        await().pollInterval(Duration.ofMillis(500)).until(() -> {
            long now = times.getThreadCpuTime(reader);
            boolean rests = now - before[0] < 1_000_000;
            before[0] = now;
            return rests;
        });
    }

    @Test
    void replacesARegularFileWithAWarning() throws Exception {
        Files.writeString(fifo().path(), "written by runsc\n");
        start(new RunscLogParser());
        assertThat(node.entries()).singleElement().satisfies(entry -> {
            assertThat(entry.level()).isEqualTo(Level.WARN);
            assertThat(entry.message()).startsWith(fifo().path() + " was a regular file and has been replaced by a FIFO");
        });
        write("I1123 05:35:24.951558    1031 main.go:196] hello\n");
        await().until(() -> messages().contains("hello"));
    }

    @Test
    void failsWhenTheFifoIsRemovedOrReplacedWhileItReads() throws Exception {
        List<Callable<Object>> mishaps = List.of(
                () -> Files.deleteIfExists(fifo().path()),
                () -> Files.move(Files.writeString(temp.resolve("new"), ""), fifo().path(), StandardCopyOption.ATOMIC_MOVE));
        for (Callable<Object> mishap : mishaps) {
            TestNode node = new TestNode().start(new LogPump(fifo(), new RunscLogParser(), counters));
            await().until(node::isHealthy);
            Files.writeString(temp.resolve("neighbour"), "not its business");
            Files.delete(temp.resolve("neighbour"));
            assertThat(node.result()).isNotDone();
            mishap.call();
            assertThatThrownBy(() -> node.result().get(60, TimeUnit.SECONDS)).cause().isInstanceOf(HostException.class)
                    .hasMessageStartingWith("FIFO " + fifo().path() + " was removed or replaced while it was being read.");
        }
    }

    @Test
    void leavesNoThreadBehind() throws Exception {
        start(new RunscLogParser());
        node.cancel();
        node.result().get();
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("fifo-watch-runsc.fifo")
                        || thread.getName().equals("root.test:read")));
    }

    private static Thread reader() {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().equals("root.test:read"))
                .findAny()
                .orElseThrow();
    }

    private void start(LineParser parser) {
        node.start(new LogPump(fifo(), parser, counters));
        await().until(() -> node.isHealthy() || node.result().isDone());
        assertThat(node.result()).isNotDone();
    }

    private Fifo fifo() {
        return new Fifo(temp.resolve("runsc.fifo"), PosixFilePermissions.fromString("rw-------"));
    }

    private FileChannel open() throws IOException {
        return FileChannel.open(fifo().path(), StandardOpenOption.WRITE);
    }

    private void write(String text) throws IOException {
        try (FileChannel writer = open()) {
            write(writer, text);
        }
    }

    private static void write(FileChannel writer, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            writer.write(bytes);
        }
    }

    /** Each line is one write of less than PIPE_BUF bytes, so that the kernel does not mix it with others. */
    private long writeLines(int writer, String padding, long bytes) throws IOException {
        long sent = 0;
        try (FileChannel channel = open()) {
            for (long number = 0; sent < bytes; number++) {
                String line = "D1123 05:35:24.951558 1031 main.go:196] message " + writer + " " + number + " " + padding + "\n";
                write(channel, line);
                sent += line.length();
            }
        }
        return sent;
    }

    private List<String> messages() {
        return node.entries().stream().map(LogEntry::message).toList();
    }
}
