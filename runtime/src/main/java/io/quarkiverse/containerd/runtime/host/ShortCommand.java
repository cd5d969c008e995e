package io.quarkiverse.containerd.runtime.host;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.smallrye.common.process.AbnormalExitException;
import io.smallrye.common.process.AbstractExecutionException;
import io.smallrye.common.process.ProcessBuilder;
import io.smallrye.common.process.WaitableProcessHandle;

/** Runs a program that ends by itself within moments, and returns its output. */
public final class ShortCommand {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int OUTPUT_LIMIT = 64 * 1024;

    private ShortCommand() {
    }

    /** Runs a program with a timeout of ten seconds; see {@link #run(List, Duration)}. */
    public static String run(List<String> command) throws IOException {
        return run(command, TIMEOUT);
    }

    /**
     * @return standard output, at most 64 KiB; standard error of a program that succeeds is dropped
     * @throws IOException if the program cannot be started, fails, or does not end in time, in which case it is killed;
     *         the message says which, with what the program printed to standard error
     */
    public static String run(List<String> command, Duration timeout) throws IOException {
        Path program = Path.of(command.get(0));
        try {
            return ProcessBuilder.newBuilder(program, command.subList(1, command.size()))
                    .whileRunning(process -> killAfter(process, timeout))
                    .output().toSingleString(OUTPUT_LIMIT)
                    .error().logOnSuccess(false).gatherOnFail(true)
                    .run();
        } catch (AbnormalExitException e) {
            String said = String.join(" ", e.errorOutput()).strip();
            boolean killed = e.exitCode() == 128 + 9;
            throw new IOException(program + (killed ? " did not end within " + timeout.toMillis() + " ms"
                    : " failed with exit code " + e.exitCode()) + (said.isEmpty() ? "" : ": " + said), e);
        } catch (AbstractExecutionException e) {
            Throwable reason = e;
            while (reason.getCause() != null) {
                reason = reason.getCause();
            }
            throw new IOException(program + " cannot be run: " + reason.getMessage(), e);
        }
    }

    /**
     * Kills a program that does not end in time. The library's own timeouts begin only after the program has closed its
     * output, which one that hangs never does.
     */
    private static void killAfter(WaitableProcessHandle process, Duration timeout) {
        try {
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
        }
    }
}
