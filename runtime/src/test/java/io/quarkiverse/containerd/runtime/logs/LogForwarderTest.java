package io.quarkiverse.containerd.runtime.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import org.jboss.logging.MDC;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkiverse.containerd.logs.JournalQuery;
import io.quarkiverse.containerd.logs.LineParser;
import io.quarkiverse.containerd.logs.LogEntry;

class LogForwarderTest {

    private static final String DN = "root.forwarded";

    private final Logger backend = Logger.getLogger(DN);
    private final List<LogRecord> records = Collections.synchronizedList(new ArrayList<>());
    private final List<Map<String, Object>> contexts = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch busy = new CountDownLatch(1);
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            records.add(record);
            contexts.add(new TreeMap<>(MDC.getMap()));
            busy.countDown();
            try {
                gate.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void flush() {
        }

        @Override
        public void close() {
        }
    };
    private final MemoryJournal journal = new MemoryJournal(1000, 1024);

    @BeforeEach
    void listen() {
        backend.setUseParentHandlers(false);
        backend.setLevel(Level.INFO);
        backend.addHandler(handler);
    }

    @AfterEach
    void stop() {
        gate.countDown();
        backend.removeHandler(handler);
    }

    @Test
    void forwardsInOrderAndFlushesAtClose() {
        try (LogForwarder forwarder = new LogForwarder(journal, 100)) {
            journal.logger(DN).infof("one");
            journal.logger(DN + ".child").infof("two");
            journal.logger(DN).warnf("three %%s {}");
            assertThat(forwarder.dropped()).isZero();
        }
        journal.logger(DN).infof("after close");

        assertThat(messages()).containsExactly("one", "two", "three %%s {}");
        assertThat(records).extracting(LogRecord::getLoggerName).containsExactly(DN, DN + ".child", DN);
        assertThat(records.get(2).getLevel().intValue()).isEqualTo(Level.WARNING.intValue());
    }

    @Test
    void fieldsAreInTheContextOfTheirOwnRecordAlone() {
        try (LogForwarder forwarder = new LogForwarder(journal, 100)) {
            journal.logger(DN).log(org.jboss.logging.Logger.Level.INFO, "one", Map.of("pid", "1", "error", "a\nb"), null);
            journal.logger(DN).infof("two");
            assertThat(forwarder.dropped()).isZero();
        }

        assertThat(contexts).containsExactly(Map.of("dn", DN, "pid", "1", "error", "a\\nb"), Map.of("dn", DN));
        assertThat(messages()).containsExactly("one error=a\\nb pid=1", "two");
    }

    @Test
    void aFieldDoesNotHideTheDn() {
        try (LogForwarder forwarder = new LogForwarder(journal, 100)) {
            journal.logger(DN).log(org.jboss.logging.Logger.Level.INFO, "one", Map.of("dn", "root.other"), null);
            assertThat(forwarder.dropped()).isZero();
        }

        assertThat(contexts).containsExactly(Map.of("dn", DN));
    }

    @Test
    void linesOfAForeignProgramHaveTheCategoryTheyAreGivenAndTheDnOfTheirNode() throws Exception {
        try (LogForwarder forwarder = new LogForwarder(journal, 100);
                OutputStream lines = journal.logger(DN).lines("log", LineParser.plain(org.jboss.logging.Logger.Level.WARN))) {
            journal.logger(DN).infof("of the node");
            lines.write("of the program\n".getBytes(StandardCharsets.UTF_8));
            lines.flush();
            assertThat(forwarder.dropped()).isZero();
        }

        assertThat(records).extracting(LogRecord::getLoggerName).containsExactly(DN, DN + ".log");
        assertThat(contexts).containsOnly(Map.of("dn", DN));
        assertThat(journal.read(JournalQuery.only(DN))).extracting(LogEntry::message)
                .containsExactly("of the node", "of the program");
    }

    @Test
    void whatAProgramPrintsIsFilteredApartFromWhatItsNodeLogs() throws Exception {
        Logger program = Logger.getLogger(DN + ".log");
        program.setLevel(Level.SEVERE);
        try (LogForwarder forwarder = new LogForwarder(journal, 100);
                OutputStream lines = journal.logger(DN).lines("log", LineParser.plain(org.jboss.logging.Logger.Level.WARN))) {
            lines.write("unwanted\n".getBytes(StandardCharsets.UTF_8));
            lines.flush();
            journal.logger(DN).infof("wanted");
            assertThat(forwarder.dropped()).isZero();
        } finally {
            program.setLevel(null);
        }

        assertThat(messages()).containsExactly("wanted");
    }

    @Test
    void recordsHaveTheThreadAndTheTimeOfTheirEntries() throws Exception {
        Thread logging = new Thread(() -> journal.logger(DN).infof("one"), "the one that logs");
        try (LogForwarder forwarder = new LogForwarder(journal, 100)) {
            logging.start();
            logging.join();
            assertThat(forwarder.dropped()).isZero();
        }

        assertThat(records).singleElement().satisfies(record -> {
            assertThat(((ExtLogRecord) record).getThreadName()).isEqualTo("the one that logs");
            assertThat(record.getLongThreadID()).isEqualTo(logging.getId());
            assertThat(record.getSourceClassName()).isEqualTo(LogForwarder.class.getName());
            assertThat(record.getInstant()).isEqualTo(journal.read(JournalQuery.only(DN)).get(0).at());
        });
    }

    @Test
    void aSlowHandlerCostsItsDnEntriesAndNobodyElse() throws Exception {
        gate = new CountDownLatch(1);
        try (LogForwarder forwarder = new LogForwarder(journal, 3)) {
            journal.logger(DN).infof("0");
            busy.await();
            for (int i = 1; i <= 10; i++) {
                journal.logger(DN).infof("%d", i);
            }
            journal.logger(DN + ".other").infof("other");
            gate.countDown();
            await().until(() -> records.size() >= 6);
            assertThat(forwarder.dropped()).isEqualTo(7);
            journal.logger(DN).infof("11");
        }

        assertThat(messages()).satisfiesExactly(m -> assertThat(m).isEqualTo("0"), m -> assertThat(m).isEqualTo("1"),
                m -> assertThat(m).isEqualTo("2"), m -> assertThat(m).isEqualTo("3"), m -> assertThat(m).isEqualTo("other"),
                m -> assertThat(m).startsWith("7 log entries were not forwarded"), m -> assertThat(m).isEqualTo("11"));
        assertThat(journal.read(JournalQuery.only(DN))).hasSize(12);
    }

    @Test
    void aFloodIsLimitedWithACountAndTheJournalHasItAll() {
        try (LogForwarder forwarder = new LogForwarder(journal, 5000, new SourceLimit(DN, "some.key", "pid", 2))) {
            for (int i = 0; i < 900; i++) {
                journal.logger(DN).log(org.jboss.logging.Logger.Level.INFO, "flood", Map.of("pid", "1"), null);
            }
            journal.logger(DN + ".other").infof("daemon");
            await().until(() -> messages().stream().anyMatch(message -> message.startsWith("left out of this log")));
            assertThat(forwarder.dropped()).isZero();
        }

        assertThat(messages()).filteredOn("flood pid=1"::equals).hasSizeBetween(20, 30);
        assertThat(journal.counters().leftOutLines()).isBetween(870L, 880L);
        assertThat(messages()).contains("daemon").filteredOn(message -> message.contains("left out")).singleElement().asString()
                .matches(".*: 8\\d\\d of pid 1; the journal has the newest of them");
        assertThat(journal.read(JournalQuery.only(DN))).hasSize(900);
    }

    @Test
    void doesNotQueueWhatTheCategoryDoesNotLog() throws Exception {
        gate = new CountDownLatch(1);
        try (LogForwarder forwarder = new LogForwarder(journal, 1)) {
            journal.logger(DN).infof("0");
            busy.await();
            journal.logger(DN).debugf("unwanted");
            journal.logger(DN).infof("wanted");
            gate.countDown();
        }

        assertThat(messages()).containsExactly("0", "wanted");
    }

    @Test
    void closeIsBoundedWhenAHandlerBlocks() throws Exception {
        gate = new CountDownLatch(1);
        LogForwarder forwarder = new LogForwarder(journal, 10, Duration.ofMillis(50), Optional.empty());
        journal.logger(DN).infof("0");
        busy.await();

        forwarder.close();

        assertThat(records).hasSize(1);
    }

    @Test
    void appendsFieldsInADeterministicOrder() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("z", "a b");
        fields.put("m", "");
        fields.put("e", "say \"\\\"");
        fields.put("a", "1");

        assertThat(LogForwarder.render(entry("first\nsecond", fields)))
                .isEqualTo("first a=1 e=\"say \\\"\\\\\\\"\" m=\"\" z=\"a b\"\n    | second");
    }

    @Test
    void noEntryCanForgeAnotherLine() {
        String forged = "harmless\n2026-01-01 12:00:00 ERROR [root] forged\u001b[2K";
        Exception thrown = new IllegalStateException(forged, new Exception("cause\n2026-01-01 forged"));
        thrown.addSuppressed(new Exception("suppressed\r2026-01-01 forged"));
        try (LogForwarder forwarder = new LogForwarder(journal, 100)) {
            journal.logger(DN).log(org.jboss.logging.Logger.Level.WARN, forged, Map.of("f", forged), thrown);
        }

        StringWriter console = new StringWriter();
        console.append(records.get(0).getMessage()).append('\n');
        records.get(0).getThrown().printStackTrace(new PrintWriter(console, true));
        assertThat(console.toString().lines()).noneMatch(line -> line.startsWith("2026"))
                .anyMatch(line -> line.startsWith("Caused by: java.lang.Exception: cause"))
                .anyMatch(line -> line.startsWith("    | 2026-01-01 12:00:00 ERROR"))
                .anyMatch(line -> line.contains("noEntryCanForgeAnotherLine"));
        assertThat(console.toString()).doesNotContain("\u001b").doesNotContain("\r");
    }

    @Test
    void passesAHarmlessThrowableOn() {
        Exception thrown = new Exception("plain", new Exception("cause"));
        thrown.getCause().addSuppressed(thrown);
        try (LogForwarder forwarder = new LogForwarder(journal, 100)) {
            journal.logger(DN).log(org.jboss.logging.Logger.Level.WARN, "text", Map.of(), thrown);
        }

        assertThat(records.get(0).getThrown()).isSameAs(thrown);
    }

    private static LogEntry entry(String message, Map<String, String> fields) {
        return new LogEntry(0, Instant.EPOCH, DN, org.jboss.logging.Logger.Level.INFO, message, fields, null);
    }

    private List<String> messages() {
        return records.stream().map(LogRecord::getMessage).toList();
    }
}
