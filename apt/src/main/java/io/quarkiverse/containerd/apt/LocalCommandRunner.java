package io.quarkiverse.containerd.apt;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import org.jboss.logging.Logger;

/** Runs commands on this machine. A command that exceeds the time limit is killed with its children. */
final class LocalCommandRunner implements CommandRunner {

    private static final Logger LOG = Logger.getLogger(LocalCommandRunner.class);
    private static final int LAST_LINES = 20;

    private final Duration limit;

    LocalCommandRunner(Duration limit) {
        this.limit = limit;
    }

    @Override
    public CommandResult run(List<String> command, Path directory, Consumer<String> lines) throws IOException {
        LOG.debugf("Running %s in %s", command, directory);
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        // Their output becomes part of messages, which should be in English everywhere
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        AtomicBoolean late = new AtomicBoolean();
        CompletableFuture<Void> watchdog = CompletableFuture.runAsync(() -> {
            late.set(true);
            destroy(process);
        }, CompletableFuture.delayedExecutor(limit.toMillis(), TimeUnit.MILLISECONDS));
        try {
            process.getOutputStream().close();
            List<String> lastLines = drain(process, lines);
            int exitCode = process.waitFor();
            if (late.get()) {
                throw new IOException(String.join(" ", command) + " did not end within " + limit.toSeconds() + " s");
            }
            return new CommandResult(exitCode, lastLines);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("Interrupted while running " + command.get(0)).initCause(e);
        } finally {
            watchdog.cancel(false);
            destroy(process);
        }
    }

    private static List<String> drain(Process process, Consumer<String> lines) throws IOException {
        Deque<String> last = new ArrayDeque<>();
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                LOG.debug(line);
                lines.accept(line);
                if (last.size() == LAST_LINES) {
                    last.removeFirst();
                }
                last.addLast(line);
            }
        }
        return List.copyOf(last);
    }

    private static void destroy(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
