package io.quarkiverse.containerd.runtime.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jboss.logging.Logger.Level;
import org.junit.jupiter.api.Test;

import io.quarkiverse.containerd.logs.JournalQuery;
import io.quarkiverse.containerd.logs.LogEntry;
import io.quarkiverse.containerd.logs.LogJournal;
import io.quarkiverse.containerd.logs.NodeLogger;

class MemoryJournalTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final LogJournal journal = new MemoryJournal(3, 1024, () -> NOON);

    @Test
    void keepsTheNewestEntriesOfEachDn() {
        journal.logger("root.quiet").infof("first");
        for (int i = 0; i < 100; i++) {
            journal.logger("root.chatty").infof("line %d", i);
        }

        assertThat(messages(JournalQuery.only("root.quiet"))).containsExactly("first");
        assertThat(messages(JournalQuery.only("root.chatty"))).containsExactly("line 97", "line 98", "line 99");
    }

    @Test
    void readsByDnWithAndWithoutChildren() {
        journal.logger("root.a").infof("1");
        journal.logger("root.a.b").infof("2");
        journal.logger("root.ab").infof("3");
        journal.logger("root.a").infof("4");
        journal.logger("root").infof("5");

        assertThat(messages(JournalQuery.only("root.a"))).containsExactly("1", "4");
        assertThat(messages(JournalQuery.tree("root.a"))).containsExactly("1", "2", "4");
        assertThat(messages(JournalQuery.tree("root"))).containsExactly("1", "2", "3", "4", "5");
        assertThat(messages(JournalQuery.tree("root.none"))).isEmpty();
    }

    @Test
    void readsTheLastEntriesFromALevelUp() {
        NodeLogger logger = journal.logger("root");
        logger.errorf("1");
        logger.warnf("2");
        journal.logger("root.a").debugf("3");
        journal.logger("root.a").warnf("4");

        assertThat(messages(new JournalQuery("root", true, 2, Level.WARN))).containsExactly("2", "4");
        assertThat(messages(new JournalQuery("root", true, 1, Level.ERROR))).containsExactly("1");
        assertThat(messages(new JournalQuery("root", true, 0, Level.TRACE))).isEmpty();
        assertThatThrownBy(() -> new JournalQuery("root", true, -1, Level.WARN)).hasMessageContaining("-1");
    }

    @Test
    void keepsTimeOrderFieldsAndThrowable() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("z", "1");
        fields.put("a", "2\n3");
        Exception thrown = new Exception();
        journal.logger("root").log(Level.WARN, "text", fields, thrown);
        fields.put("late", "");

        LogEntry entry = journal.read(JournalQuery.only("root")).get(0);

        assertThat(entry.at()).isEqualTo(NOON);
        assertThat(entry.fields()).containsExactly(Map.entry("z", "1"), Map.entry("a", "2\\n3"));
        assertThat(entry.thrown()).isSameAs(thrown);
    }

    @Test
    void boundsTheTextOfADn() {
        LogJournal large = new MemoryJournal(100, 1024, () -> NOON);
        String megabyte = "x".repeat(1_000_000);
        for (int i = 0; i < 50; i++) {
            large.logger("root").log(Level.INFO, megabyte, Map.of("name", megabyte), null);
        }

        List<LogEntry> kept = large.read(JournalQuery.only("root"));
        assertThat(kept).allSatisfy(entry -> {
            assertThat(entry.message()).hasSizeLessThan(17_000).endsWith("xxx ... [cut, 1000000 characters]");
            assertThat(entry.fields().get("name")).hasSizeLessThan(17_000);
        });
        assertThat(kept.stream().mapToInt(entry -> entry.message().length() + entry.fields().get("name").length()).sum())
                .isPositive().isLessThanOrEqualTo(100 * MemoryJournal.AVERAGE_ENTRY_LENGTH);
    }

    @Test
    void makesControlCharactersVisible() {
        journal.logger("root").infof("a\u001b[2Jb\rc\n\td\u202e");

        assertThat(messages(JournalQuery.only("root"))).containsExactly("a\\x1b[2Jb\\rc\n\td\\u202e");
    }

    @Test
    void survivesAWrongFormat() {
        journal.logger("root").infof("%d files", "many");
        journal.logger("root").infof("100 % sure");

        assertThat(messages(JournalQuery.only("root"))).containsExactly("%d files [many]", "100 % sure");
    }

    private List<String> messages(JournalQuery query) {
        return journal.read(query).stream().map(LogEntry::message).toList();
    }
}
