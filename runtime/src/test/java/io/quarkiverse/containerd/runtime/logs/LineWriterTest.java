package io.quarkiverse.containerd.runtime.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jboss.logging.Logger.Level;
import org.junit.jupiter.api.Test;

import io.quarkiverse.containerd.logs.JournalQuery;
import io.quarkiverse.containerd.logs.LineParser;
import io.quarkiverse.containerd.logs.LogEntry;
import io.quarkiverse.containerd.logs.LogJournal;
import io.quarkiverse.containerd.logs.ParsedLine;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class LineWriterTest {

    private static final int LIMIT = 16;
    /** {@code W text} is a warning, a line that starts with a blank is a continuation, all else is info. */
    private static final LineParser PARSER = line -> line.startsWith("W ")
            ? new ParsedLine(Level.WARN, line.substring(2), Map.of("k", "v"), false)
            : new ParsedLine(line.startsWith(" ") ? null : Level.INFO, line, Map.of(), line.startsWith(" "));

    private final LogJournal journal = new MemoryJournal(1000, LIMIT);
    private final OutputStream writer = journal.logger("root.x").lines(PARSER);

    @Test
    void splitsLinesAndTrimsTheirEnds() throws IOException {
        write("one\r\n\ntwo\rtwo\nthr");
        write("ee\r");
        write("\n");
        writer.flush();

        assertThat(messages()).containsExactly("one", "", "two\\rtwo", "three");
    }

    @Test
    void logsAnUnfinishedLineAtCloseOnly() throws IOException {
        write("one\ntwo");
        writer.flush();
        assertThat(messages()).containsExactly("one");

        writer.close();
        writer.close();

        assertThat(messages()).containsExactly("one", "two");
        assertThatThrownBy(() -> write("three")).isInstanceOf(IOException.class).hasMessageContaining("root.x");
    }

    @Test
    void cutsALongLineAndTellsItsTrueLength() throws IOException {
        write("1234567890123456\r\n");
        write("12345678901234567\r\n");
        write("x".repeat(100));
        write("y".repeat(100) + "\n");
        write("next\n");
        writer.close();

        assertThat(messages()).containsExactly("1234567890123456", "1234567890123456 ... [cut, 17 bytes]",
                "xxxxxxxxxxxxxxxx ... [cut, 200 bytes]", "next");
    }

    @Test
    void cutsAtACharacter() throws IOException {
        write("123456789012345\u20ac\n");
        write("12345678901234\u00fc\u00fc\n");
        write("1234567890123\ud83d\ude00\n");
        writer.close();

        assertThat(messages()).containsExactly("123456789012345 ... [cut, 18 bytes]",
                "12345678901234\u00fc ... [cut, 18 bytes]",
                "1234567890123 ... [cut, 17 bytes]");
    }

    @Test
    void makesControlCharactersVisibleAlsoWhereTheParserUnescapesThem() throws IOException {
        OutputStream unescaping = journal.logger("root.y")
                .lines(line -> new ParsedLine(Level.INFO, line.replace("ESC", "\u001b"), Map.of("f\n", "\u0007\n"), false));
        unescaping.write("ESC[31m\u0008\n".getBytes(StandardCharsets.UTF_8));
        unescaping.close();

        LogEntry entry = journal.read(JournalQuery.only("root.y")).get(0);
        assertThat(entry.message()).isEqualTo("\\x1b[31m\\x08");
        assertThat(entry.fields()).containsExactly(Map.entry("f\\n", "\\x07\\n"));
    }

    @Test
    void keepsContinuationLinesWithTheirEntry() throws IOException {
        write("W head\n a\n b\nnext\n");

        assertThat(messages()).containsExactly("head\n a\n b");
        assertThat(entries().get(0).level()).isEqualTo(Level.WARN);
        assertThat(entries().get(0).fields()).containsExactly(Map.entry("k", "v"));

        writer.flush();
        write(" late\n");
        writer.close();

        assertThat(messages()).containsExactly("head\n a\n b", "next", " late");
    }

    @Test
    void continuesWithTheLevelOfTheEntryAfterAFlush() throws IOException {
        write("W head\n");
        writer.flush();
        write(" a\n");
        writer.flush();

        assertThat(entries()).extracting(LogEntry::level).containsExactly(Level.WARN, Level.WARN);
    }

    @Test
    void boundsAnEntryAndLosesNothing() throws IOException {
        write("W head\n 23456\n 23456\n 23456\n 23456\n");
        writer.close();

        assertThat(messages()).containsExactly("head\n 23456", " 23456\n 23456", " 23456");
        assertThat(entries()).extracting(LogEntry::level).containsOnly(Level.WARN);
    }

    @Test
    void survivesAParserThatThrows() throws IOException {
        OutputStream broken = journal.logger("root.z").lines(line -> {
            throw new IllegalStateException();
        });
        broken.write("line\n".getBytes(StandardCharsets.UTF_8));
        broken.close();

        assertThat(journal.read(JournalQuery.only("root.z"))).extracting(LogEntry::message).containsExactly("line");
    }

    @Test
    void twoWritersShareNoBuffer() throws IOException {
        OutputStream other = journal.logger("root.x").lines(PARSER);
        write("out");
        other.write("err\n".getBytes(StandardCharsets.UTF_8));
        other.flush();
        write("put\n");
        writer.flush();

        assertThat(messages()).containsExactly("err", "output");
    }

    @Property(tries = 300)
    void doesNotDependOnHowBytesArrive(@ForAll @Size(max = 12) List<@IntRange(max = 7) Integer> words,
            @ForAll @Size(max = 40) List<@IntRange(min = 1, max = 9) Integer> chunks) throws IOException {
        String[] vocabulary = { "a", "\n", "\r", "\u00fc", "\u20ac", "\ud83d\ude00", "W long enough for it", "\n " };
        StringBuilder text = new StringBuilder();
        words.forEach(word -> text.append(vocabulary[word]));
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);

        LogJournal whole = new MemoryJournal(1000, LIMIT);
        try (OutputStream at = whole.logger("root").lines(PARSER)) {
            at.write(bytes);
        }
        LogJournal pieces = new MemoryJournal(1000, LIMIT);
        try (OutputStream at = pieces.logger("root").lines(PARSER)) {
            int offset = 0;
            for (int i = 0; offset < bytes.length; i++) {
                int length = Math.min(chunks.isEmpty() ? 1 : chunks.get(i % chunks.size()), bytes.length - offset);
                at.write(bytes, offset, length);
                offset += length;
            }
        }

        assertThat(contents(pieces)).isEqualTo(contents(whole));
        assertThat(String.join("\n", contents(whole))).doesNotContain("\ufffd");
    }

    @Test
    void replacesMalformedBytes() throws IOException {
        writer.write(new byte[] { 'a', (byte) 0xff, 'b', '\n' });
        writer.close();

        assertThat(messages()).containsExactly("a\ufffdb");
    }

    private static List<String> contents(LogJournal journal) {
        List<String> contents = new ArrayList<>();
        journal.read(JournalQuery.tree("root"))
                .forEach(entry -> contents.add(entry.level() + entry.message() + entry.fields()));
        return contents;
    }

    private void write(String text) throws IOException {
        writer.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private List<LogEntry> entries() {
        return journal.read(JournalQuery.only("root.x"));
    }

    private List<String> messages() {
        return entries().stream().map(LogEntry::message).toList();
    }
}
