package io.quarkiverse.containerd.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

import jakarta.inject.Inject;

import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.containerd.NodeDaemon;
import io.quarkiverse.containerd.logs.JournalQuery;
import io.quarkiverse.containerd.logs.LogJournal;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkus.test.QuarkusUnitTest;

/** What does not work as configured is said in the log, each by its key, and containerd starts all the same. */
class ConfigReportTest {

    private static final Path FRAGMENT = fragment();
    private static final Formatter TEXT = new PatternFormatter("%s");
    private static final String SECRET = "Kj4-secret-wq";

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest().withEmptyApplication()
            .overrideConfigKey("quarkus.containerd.preseed.enabled", "false")
            .overrideRuntimeConfigKey("quarkus.containerd.no-such-key", "1")
            .overrideRuntimeConfigKey("quarkus.containerd.cri.no-such-key", "1")
            .overrideRuntimeConfigKey("quarkus.containerd.transfer.max-concurrent-uploaded-layers", "2")
            .overrideRuntimeConfigKey("quarkus.containerd.config-fragments", FRAGMENT.toString())
            .overrideRuntimeConfigKey("quarkus.containerd.registries.\"registry.example\".username", "robot")
            .overrideRuntimeConfigKey("quarkus.containerd.registries.\"registry.example\".password", SECRET)
            // a busy machine is no reason for a warning
            .overrideRuntimeConfigKey("quarkus.vertx.max-event-loop-execute-time", "1m")
            .setLogRecordPredicate(record -> true)
            .assertLogRecords(ConfigReportTest::eachIsToldByItsKey);

    @Inject
    NodeDaemon node;

    @Inject
    LogJournal journal;

    @Inject
    ContainerdConfig config;

    @Test
    void containerdStartsAllTheSame() throws IOException {
        await().atMost(Duration.ofSeconds(60)).until(node::started);
        await().atMost(Duration.ofSeconds(60)).until(() -> journal.read(JournalQuery.only("root.containerd")).stream()
                .anyMatch(entry -> entry.message().contains(FRAGMENT.toString())));
        assertThat(Files.readString(config.configFile().path())).contains(SECRET);
    }

    private static void eachIsToldByItsKey(List<LogRecord> records) {
        assertThat(records).extracting(TEXT::format).noneMatch(text -> text.contains(SECRET));
        assertThat(records).filteredOn(record -> record.getLevel().intValue() >= Level.WARNING.intValue())
                // another application of the same test run may have registered its meters
                .filteredOn(record -> !record.getLoggerName().startsWith("io.micrometer"))
                .extracting(TEXT::format)
                .anyMatch(text -> text.contains("Unrecognized configuration key \"quarkus.containerd.no-such-key\""))
                .anyMatch(text -> text.contains("Unrecognized configuration key \"quarkus.containerd.cri.no-such-key\""))
                .anyMatch(text -> text
                        .contains("quarkus.containerd.transfer.max-concurrent-uploaded-layers is left out: containerd"))
                .anyMatch(text -> text.contains(FRAGMENT + " has no effect: this containerd does not know debug.lvel"))
                .hasSize(4);
    }

    private static Path fragment() {
        try {
            return Files.writeString(Path.of("target", "config-report.toml").toAbsolutePath(), "debug.lvel = 'debug'\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
