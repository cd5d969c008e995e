package io.quarkiverse.containerd.runtime.host;

import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Runs a program that ends by itself within moments, and returns its output. It runs in a process group of its own,
 * by setsid(1), and nothing of that group is left when the call returns: a wrapper script may start children that
 * outlive it.
 */
public final class ShortCommand {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(1);
    private static final int OUTPUT_LIMIT = 64 * 1024;
    private static final String SETSID = "setsid";
    private static final String SETSID_FAILED = SETSID + ": failed to execute ";
    private static final ExecutableLocator COMMANDS = new ExecutableLocator(ExecutableLocator.COMMAND_DIRECTORIES);

    private ShortCommand() {
    }

    /** Runs a program with a timeout of ten seconds; see {@link #run(List, Duration)}. */
    public static String run(List<String> command) throws IOException {
        return run(command, TIMEOUT);
    }

    /**
     * Runs a program without input.
     *
     * @return standard output; standard error of a program that succeeds is dropped
     * @throws InterruptedIOException if the thread is interrupted; the interrupt is kept for the caller
     * @throws IOException if the program cannot be started, fails, prints more than 64 KiB, or does not end in time, in which
     *         case it is killed; the message says which, with what the program printed to standard error
     */
    public static String run(List<String> command, Duration timeout) throws IOException {
        Path program = Path.of(command.get(0));
        Set<Long> strangers = Set.copyOf(new ProcTable().pids());
        Process process = start(program, command);
        BoundedOutput output = BoundedOutput.read(process.getInputStream(), OUTPUT_LIMIT);
        BoundedOutput error = BoundedOutput.read(process.getErrorStream(), OUTPUT_LIMIT);
        boolean ended = false;
        try {
            ended = process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException(program + " was interrupted").initCause(e);
        } finally {
            kill(process, strangers);
        }
        String printed = output.await(DRAIN_TIMEOUT);
        String complaint = error.await(DRAIN_TIMEOUT).strip();
        if (!ended) {
            throw failure(program, "did not end within " + timeout.toMillis() + " ms", complaint);
        }
        if (complaint.startsWith(SETSID_FAILED)) {
            throw new IOException(program + " cannot be run: " + complaint.substring(SETSID_FAILED.length()));
        }
        if (process.exitValue() != 0) {
            throw failure(program, "failed with exit code " + process.exitValue(), complaint);
        }
        if (output.isCut()) {
            throw new IOException(program + " printed more than " + OUTPUT_LIMIT + " bytes");
        }
        return printed;
    }

    /** Kills whatever of the program still runs; without setsid(1), the program and its descendants. */
    private static void kill(Process process, Set<Long> strangers) throws IOException {
        if (process.isAlive()) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            // unlike the process, its handle leaves the output open
            process.toHandle().destroyForcibly();
        }
        new ProcessGroup(process.pid(), strangers).kill();
    }

    private static Process start(Path program, List<String> command) throws IOException {
        List<String> grouped = new ArrayList<>(command);
        COMMANDS.find(SETSID).ifPresent(setsid -> grouped.add(0, setsid.toString()));
        try {
            return new ProcessBuilder(grouped).redirectInput(new File("/dev/null")).start();
        } catch (IOException e) {
            throw new IOException(program + " cannot be run: " + e.getMessage(), e);
        }
    }

    private static IOException failure(Path program, String what, String complaint) {
        return new IOException(program + " " + what + (complaint.isEmpty() ? "" : ": " + complaint));
    }
}
