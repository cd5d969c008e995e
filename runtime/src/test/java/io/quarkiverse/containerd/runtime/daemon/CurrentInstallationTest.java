package io.quarkiverse.containerd.runtime.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jboss.logging.Logger.Level;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.containerd.logs.JournalQuery;
import io.quarkiverse.containerd.logs.LogEntry;
import io.quarkiverse.containerd.logs.NodeLogger;
import io.quarkiverse.containerd.runtime.config.ConfigFixture;
import io.quarkiverse.containerd.runtime.config.ConfigurationException;
import io.quarkiverse.containerd.runtime.logs.MemoryJournal;
import io.quarkiverse.containerd.runtime.render.files.RenderedFile;

/** What a start of containerd finds after something on the machine has changed; the programs are scripts. */
class CurrentInstallationTest {

    private final MemoryJournal journal = new MemoryJournal(64, 1024);
    private final NodeLogger log = journal.logger("root.containerd");

    @TempDir
    Path directory;
    private Path executable;

    @BeforeEach
    void install() throws IOException {
        executable = directory.resolve("containerd");
        containerd("1.7.24", 2);
    }

    @Test
    void aStartWithoutAChangeUsesWhatIsThere() {
        CurrentInstallation installation = find(Map.of());
        Installation first = installation.forStart(log);
        assertThat(installation.forStart(log)).isSameAs(first);
        assertThat(messages(Level.INFO)).isEmpty();
    }

    @Test
    @Timeout(120)
    void aProgramThatHangsKeepsNobodyElseWaiting() throws Exception {
        CurrentInstallation installation = find(Map.of());
        installation.forStart(log);
        Path asked = directory.resolve("asked");
        Path hanging = Files.writeString(directory.resolve("hanging"), "#!/bin/sh\ntouch " + asked + "\nexec sleep 60\n");
        Files.setPosixFilePermissions(hanging, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.move(hanging, executable, StandardCopyOption.REPLACE_EXISTING);
        Thread first = new Thread(() -> assertThatThrownBy(() -> installation.forStart(log)).isNotNull());
        first.start();
        try {
            await().until(() -> Files.exists(asked));
            Files.delete(executable);
            containerd("2.1.1", 3);
            assertThat(config(installation.forStart(log))).contains("version = 3");
            assertThat(first.isAlive()).isTrue();
        } finally {
            first.interrupt();
            first.join();
        }
    }

    @Test
    void anExecutableThatWasReplacedIsAskedAgainAndItsFilesAreRendered() throws IOException {
        CurrentInstallation installation = find(Map.of());
        assertThat(config(installation.forStart(log))).contains("version = 2");
        containerd("2.1.1", 3);
        assertThat(config(installation.forStart(log))).contains("version = 3");
        containerd("1.7.24", 2);
        assertThat(config(installation.forStart(log))).contains("version = 2");
        assertThat(config(installation.forStart(log))).contains("version = 2");
        assertThat(messages(Level.INFO)).startsWith(
                "containerd 2.1.1 is " + executable + " now; the last start was that of 1.7.24, " + executable);
        assertThat(messages(Level.INFO)).filteredOn(message -> message.contains("the last start was")).hasSize(2);
    }

    @Test
    void aScriptThatLeadsToAnotherContainerdIsNoticed() throws IOException {
        Path real = directory.resolve("real");
        program(real, answers("1.7.24", 2));
        program(executable, "exec " + real + " \"$@\"");
        CurrentInstallation installation = find(Map.of());
        installation.forStart(log);
        program(real, answers("2.1.1", 3));
        assertThat(config(installation.forStart(log))).contains("version = 3");
    }

    @Test
    void anExecutableElsewhereOnThePathIsFound() throws IOException {
        Path other = Files.createDirectory(directory.resolve("other"));
        Map<String, String> keys = new HashMap<>(Map.of("path", directory + "," + other));
        CurrentInstallation installation = new CurrentInstallation(new InstallationFinder(ConfigFixture.config(keys)));
        installation.forStart(log);
        Files.move(executable, other.resolve("containerd"));
        assertThat(installation.forStart(log).executable()).isEqualTo(other.resolve("containerd"));
        Files.delete(other.resolve("containerd"));
        assertThatThrownBy(() -> installation.forStart(log)).isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("quarkus.containerd.executable");
        containerd("1.7.24", 2);
        assertThat(installation.forStart(log).executable()).isEqualTo(executable);
    }

    @Test
    void whatIsTooOldIsRefusedAndWhatIsNewerIsTold() throws IOException {
        CurrentInstallation installation = find(Map.of());
        installation.forStart(log);
        program(executable, "[ \"$1\" = --version ] && echo containerd x v1.5.18 y");
        assertThatThrownBy(() -> installation.forStart(log)).isInstanceOf(ConfigurationException.class)
                .hasMessage("quarkus.containerd.executable: containerd v1.5.18 is too old; use containerd 1.6 or later");
        containerd("3.0.0", 4);
        installation.forStart(log);
        installation.forStart(log);
        assertThat(messages(Level.WARN)).filteredOn(message -> message.startsWith("containerd 3.0.0 is newer")).hasSize(1);
        containerd("2.5.0", 4);
        installation.forStart(log);
        assertThat(messages(Level.INFO)).anyMatch(message -> message.startsWith("containerd 2.5.0 is newer than 2.4,"));
    }

    @Test
    void aFragmentThatHasChangedIsReadAgain() throws IOException {
        Path fragment = Files.writeString(directory.resolve("fragment.toml"), "version = 2\n");
        CurrentInstallation installation = find(Map.of("config-fragments", fragment.toString()));
        installation.forStart(log);
        Files.writeString(fragment, "version = 2\n[timeouts]\n'io.containerd.timeout.x' = '1s'\n");
        assertThat(config(installation.forStart(log))).contains("io.containerd.timeout.x");
        assertThat(messages(Level.INFO)).hasSize(1).first().asString().contains("has changed");
    }

    @Test
    void gvisorThatCameWithoutItsPumpWaitsForTheDaemon() throws IOException {
        CurrentInstallation installation = find(Map.of());
        installation.forStart(log);
        program(directory.resolve("runsc"), "echo runsc version release-20250101.0");
        assertThat(installation.forStart(log).rendering().gvisor()).isFalse();
        installation.forStart(log);
        assertThat(messages(Level.WARN)).filteredOn(message -> message.startsWith("gVisor was installed after")).hasSize(1);
        assertThat(find(Map.of()).rendering().gvisor()).isTrue();
    }

    private CurrentInstallation find(Map<String, String> more) {
        Map<String, String> keys = new HashMap<>(Map.of("executable", executable.toString(), "path", directory.toString()));
        keys.putAll(more);
        return new CurrentInstallation(new InstallationFinder(ConfigFixture.config(keys)));
    }

    private static String config(Installation installation) {
        return installation.rendering().files().stream().filter(file -> file.path().endsWith("config.toml")).findFirst()
                .map(RenderedFile::content).orElseThrow();
    }

    private List<String> messages(Level level) {
        return journal.read(new JournalQuery("root.containerd", false, 64, Level.DEBUG)).stream()
                .filter(entry -> entry.level() == level).map(LogEntry::message).toList();
    }

    private void containerd(String version, int schema) throws IOException {
        program(executable, answers(version, schema));
    }

    private static String answers(String version, int schema) {
        return "[ \"$1\" = --version ] && echo containerd x " + version + " y || echo version = " + schema;
    }

    private void program(Path path, String script) throws IOException {
        Path written = Files.createTempFile(directory, "program", "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.writeString(written, "#!/bin/sh\n" + script + "\n");
        Files.move(written, path, StandardCopyOption.REPLACE_EXISTING);
    }
}
