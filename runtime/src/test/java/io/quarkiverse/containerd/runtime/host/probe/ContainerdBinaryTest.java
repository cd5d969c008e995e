package io.quarkiverse.containerd.runtime.host.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.containerd.runtime.host.HostException;
import io.quarkiverse.containerd.runtime.render.facts.ContainerdVersion;

@Timeout(120)
class ContainerdBinaryTest {

    @TempDir
    Path temp;

    @Test
    void readsTheVersion() throws IOException {
        Path program = program(
                "[ \"$*\" = --version ] && echo containerd github.com/containerd/containerd 1.6.20~ds1 1.6.20~ds1-1");
        assertThat(ContainerdBinary.version(program)).isEqualTo(new ContainerdVersion(1, 6, 20, "1.6.20~ds1"));
    }

    @Test
    void saysWhatIsWrong() throws IOException {
        assertThatThrownBy(() -> ContainerdBinary.version(temp.resolve("none"))).isInstanceOf(HostException.class)
                .hasMessage("The executable " + temp.resolve("none")
                        + " is missing. Install containerd, or set quarkus.containerd.executable to where it is.");
        Path other = program("echo busybox");
        assertThatThrownBy(() -> ContainerdBinary.version(other)).isInstanceOf(HostException.class)
                .hasMessageStartingWith("The version of containerd cannot be determined: ").hasMessageContaining("busybox");
        Path broken = program("echo a library is missing >&2; exit 127");
        assertThatThrownBy(() -> ContainerdBinary.version(broken)).isInstanceOf(HostException.class)
                .hasMessageContaining(broken + " failed with exit code 127: a library is missing");
        Path text = Files.writeString(temp.resolve("text"), "text");
        assertThatThrownBy(() -> ContainerdBinary.version(text)).isInstanceOf(HostException.class)
                .hasMessageContaining(text + " cannot be run: ");
    }

    @Test
    void asksForTheSchemaOfAnUnknownReleaseAndKeepsTheAnswerForTheSameExecutable() throws IOException {
        Path calls = temp.resolve("calls");
        Path program = program(answers(calls, "2.9.1", "4"));
        ContainerdInspector inspector = new ContainerdInspector();

        assertThat(inspector.inspect(program).ownSchema()).isEqualTo(4);
        assertThat(inspector.inspect(program).version().minor()).isEqualTo(9);
        assertThat(calls).content().isEqualTo("--version\nconfig default\n--version\n");

        Files.move(program(answers(calls, "2.9.2", "6")), program, StandardCopyOption.REPLACE_EXISTING);
        assertThat(inspector.inspect(program).ownSchema()).isEqualTo(6);

        // another build of the same version
        Files.move(program(answers(calls, "2.9.2", "5")), program, StandardCopyOption.REPLACE_EXISTING);
        assertThat(inspector.inspect(program).ownSchema()).isEqualTo(5);
    }

    @Test
    void aKnownReleaseIsAskedForItsVersionOnly() throws IOException {
        Path calls = temp.resolve("calls");

        assertThat(new ContainerdInspector().inspect(program(answers(calls, "1.7.24~ds1", "''"))).ownSchema()).isEqualTo(2);
        assertThat(calls).content().isEqualTo("--version\n");
    }

    @Test
    void theSchemaIsReadAlsoBehindAValueOfSeveralLines() throws IOException {
        Path program = program(answers(temp.resolve("calls"), "2.9.1", "4").replace("oom_score = 0",
                "lists = [\n[ 'a' ],\n[ 'b' ]\n]"));

        assertThat(new ContainerdInspector().inspect(program).configSchema()).isEqualTo(4);
    }

    @Test
    void anExecutableThatDoesNotTellItsSchemaIsNamed() throws IOException {
        Path silent = program(answers(temp.resolve("calls"), "2.9.1", "''"));

        assertThatThrownBy(() -> new ContainerdInspector().inspect(silent)).isInstanceOf(HostException.class)
                .hasMessageStartingWith("The configuration schema of containerd 2.9.1 cannot be determined: No version");
        assertThatThrownBy(() -> new ContainerdInspector().inspect(temp.resolve("none"))).isInstanceOf(HostException.class)
                .hasMessageContaining("Install containerd, or set quarkus.containerd.executable");
    }

    private static String answers(Path calls, String version, String schema) {
        return "echo \"$*\" >>" + calls + "\n[ \"$1\" = --version ] && echo containerd x " + version
                + " y || echo \"oom_score = 0\nversion = " + schema + "\n[grpc]\naddress = ''\"";
    }

    @Test
    void doesNotWaitForEver() throws IOException {
        Path program = program("exec sleep 1000");
        assertThatThrownBy(() -> ContainerdBinary.version(program, Duration.ofMillis(200))).isInstanceOf(HostException.class)
                .hasMessageContaining(program + " did not end within 200 ms");
    }

    /** containerd 2.x warns of unknown keys, which the comparison with the dump reports in our words. */
    @Test
    void doesNotRepeatTheWarningsOfAProgramThatSucceeds() throws IOException {
        List<String> logged = new ArrayList<>();
        Logger library = Logger.getLogger("io.smallrye.common.process");
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                if (record.getLevel().intValue() > Level.INFO.intValue()) {
                    logged.add(record.getMessage());
                }
            }

            @Override
            public void flush() {
            }

            @Override
            public void close() {
            }
        };
        library.addHandler(handler);
        try {
            ContainerdBinary.configDump(program("echo Ignoring unknown key >&2; echo version = 2"),
                    temp.resolve("config.toml"));
        } finally {
            library.removeHandler(handler);
        }
        assertThat(logged).isEmpty();
    }

    private Path program(String script) throws IOException {
        Path program = Files.createTempFile(temp, "containerd", "");
        Files.writeString(program, "#!/bin/sh\n" + script + "\n");
        program.toFile().setExecutable(true);
        return program;
    }
}
