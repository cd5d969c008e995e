package io.quarkiverse.containerd.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ShortCommandTest {

    /** A duration that tells the sleepers of this test from all others. */
    private final String sleep = "60." + ThreadLocalRandom.current().nextInt(100_000, 1_000_000);

    private static String shell(String script, Duration timeout) throws IOException {
        return ShortCommand.run(List.of("/bin/sh", "-c", script), timeout);
    }

    private boolean sleeps() throws IOException {
        ProcTable processes = new ProcTable();
        for (long pid : processes.pids()) {
            if (processes.commandLine(pid).equals(List.of("sleep", sleep))) {
                return true;
            }
        }
        return false;
    }

    private void awaitSleeper() {
        await().until(this::sleeps);
    }

    private void assertNothingSleeps() {
        await().until(() -> !sleeps());
    }

    @Test
    void returnsWhatTheProgramPrints() throws IOException {
        assertThat(shell("echo one; echo two >&2; echo three", Duration.ofSeconds(10))).isEqualTo("one\nthree\n");
        assertThat(shell("read line || echo no input", Duration.ofSeconds(10))).isEqualTo("no input\n");
    }

    @Test
    void saysHowTheProgramFailed() {
        assertThatThrownBy(() -> shell("echo it hurts >&2; exit 3", Duration.ofSeconds(10))).isInstanceOf(IOException.class)
                .hasMessage("/bin/sh failed with exit code 3: it hurts");
        assertThatThrownBy(() -> ShortCommand.run(List.of("/no/such/program"))).isInstanceOf(IOException.class)
                .hasMessageStartingWith("/no/such/program cannot be run: ").hasMessageContaining("No such file or directory");
    }

    @Test
    void aChildThatKeepsThePipeIsNotWaitedFor() throws IOException {
        assertThat(shell("sleep " + sleep + " & echo done", Duration.ofSeconds(10))).isEqualTo("done\n");
        assertNothingSleeps();
    }

    @Test
    void theDeadlineHoldsForTheWholeProcessGroup() {
        assertThatThrownBy(() -> shell("echo slow >&2; (sleep " + sleep + " & wait) & wait", Duration.ofSeconds(1)))
                .isInstanceOf(IOException.class).hasMessage("/bin/sh did not end within 1000 ms: slow");
        assertNothingSleeps();
    }

    @Test
    void anInterruptEndsTheWholeProcessGroup() throws Exception {
        Thread caller = Thread.currentThread();
        Thread interrupter = new Thread(() -> {
            awaitSleeper();
            caller.interrupt();
        });
        interrupter.start();
        assertThatThrownBy(() -> shell("sleep " + sleep + " & wait", Duration.ofSeconds(60)))
                .isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).as("kept for the caller").isTrue();
        interrupter.join();
        assertNothingSleeps();
    }

    @Test
    void outputWithoutEndIsRefused() {
        assertThatThrownBy(() -> shell("while :; do echo 0123456789; done", Duration.ofMillis(1500)))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> shell("head -c 70000 /dev/zero", Duration.ofSeconds(10)))
                .isInstanceOf(IOException.class).hasMessage("/bin/sh printed more than 65536 bytes");
    }
}
