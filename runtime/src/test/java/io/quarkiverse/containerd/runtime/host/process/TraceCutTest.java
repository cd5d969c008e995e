package io.quarkiverse.containerd.runtime.host.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.jboss.logging.Logger.Level;
import org.junit.jupiter.api.Test;

import io.quarkiverse.containerd.logs.JournalQuery;
import io.quarkiverse.containerd.logs.LogEntry;
import io.quarkiverse.containerd.runtime.logs.MemoryJournal;

class TraceCutTest {

    private static final String CRASH = "panic: runtime error: index out of range [3] with length 2\n\n"
            + "goroutine 1 [running]:\nmain.(*server).run(0xc000012345)\n\t/src/main.go:12 +0x1d\nmain.main()\n\t/src/main.go:3\n\n";

    @Test
    void theStacksOfOtherGoroutinesAreDebug() throws Exception {
        List<LogEntry> entries = log(CRASH + IntStream.range(2, 300)
                .mapToObj(i -> "goroutine " + i + " [select]:\nmain.wait(0x1)\n\t/src/wait.go:" + i + "\n\n")
                .collect(Collectors.joining()) + "rax 0x0\n" + "time=\"t\" level=info msg=\"alive\"\n");

        assertThat(entries.get(0).level()).isEqualTo(Level.FATAL);
        assertThat(entries.get(0).message()).startsWith("panic: runtime error: ").contains("main.main()")
                .doesNotContain("goroutine 2 ");
        assertThat(entries).filteredOn(entry -> entry.level() != Level.DEBUG).extracting(LogEntry::message)
                .containsExactly(entries.get(0).message(), "alive");
        assertThat(entries.stream().map(LogEntry::message).collect(Collectors.joining("\n"))).as("nothing is lost")
                .contains("goroutine 2 [select]", "goroutine 299 [select]", "rax 0x0");
    }

    @Test
    void aDeepStackIsCut() throws Exception {
        List<LogEntry> entries = log("fatal error: stack overflow\n\ngoroutine 1 [running]:\n"
                + "main.f(0x1)\n\t/src/main.go:1 +0x1\n".repeat(100));

        assertThat(entries.get(0).level()).isEqualTo(Level.FATAL);
        assertThat(entries.get(0).message().lines()).hasSize(17);
        assertThat(entries.subList(1, entries.size())).extracting(LogEntry::level).containsOnly(Level.DEBUG);
    }

    @Test
    void aShortReportAndOtherContinuedLinesStayAsTheyAre() throws Exception {
        assertThat(log(CRASH)).singleElement().extracting(LogEntry::level).isEqualTo(Level.FATAL);
        assertThat(log("time=\"t\" level=info msg=a\n" + "\tmore\n".repeat(50))).singleElement()
                .extracting(LogEntry::level).isEqualTo(Level.INFO);
    }

    private static List<LogEntry> log(String printed) throws Exception {
        MemoryJournal journal = new MemoryJournal(1000, 16 * 1024);
        try (var lines = journal.logger("root").lines(new TraceCut(new ContainerdLogParser()))) {
            lines.write(printed.getBytes(StandardCharsets.UTF_8));
        }
        return journal.read(JournalQuery.only("root"));
    }
}
