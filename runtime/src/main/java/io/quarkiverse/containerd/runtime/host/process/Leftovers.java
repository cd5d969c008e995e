package io.quarkiverse.containerd.runtime.host.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonProcessingException;

import io.quarkiverse.containerd.logs.NodeLogger;
import io.quarkiverse.containerd.runtime.host.HostException;
import io.quarkiverse.containerd.runtime.host.ProcTable;
import io.quarkiverse.containerd.runtime.text.BoundedText;

/** Stops the process that an earlier run of this daemon left behind, for example because the daemon was killed. */
final class Leftovers {

    private static final long LONGEST_PAUSE_MILLIS = 50;

    private final ProcTable processes;
    private final Duration stopTimeout;
    private final Duration killTimeout;

    /**
     * @param stopTimeout time that the process may take to end after SIGTERM
     * @param killTimeout time that it may take to end after SIGKILL
     */
    Leftovers(ProcTable processes, Duration stopTimeout, Duration killTimeout) {
        this.processes = processes;
        this.stopTimeout = stopTimeout;
        this.killTimeout = killTimeout;
    }

    /**
     * Stops the process of a record, if it is still running, and further ones that are recognized, as after the loss of the
     * record; then it removes the record. A process that merely has the same pid is left alone.
     *
     * @return whether a process was stopped
     * @throws HostException if a process cannot be stopped or the record cannot be removed
     * @throws InterruptedException if the thread is interrupted; the record is kept
     */
    boolean stop(Path recordFile, Recognition recognition, NodeLogger log) throws IOException, InterruptedException {
        Optional<PidRecord> found = read(recordFile, log);
        boolean stopped = false;
        if (found.isPresent()) {
            PidRecord record = found.get();
            if (recognition.isRunning(record, processes)) {
                stop(record, log);
                stopped = true;
            } else if (processes.stat(record.pid()).isPresent()) {
                log.debugf("Process %d of an earlier run has ended; another process has its pid now and is left alone",
                        record.pid());
            }
        }
        for (PidRecord unrecorded : recognition.others(found, processes)) {
            stop(unrecorded, log);
            stopped = true;
        }
        Files.deleteIfExists(recordFile);
        return stopped;
    }

    private static Optional<PidRecord> read(Path recordFile, NodeLogger log) throws HostException {
        try {
            return PidRecord.read(recordFile);
        } catch (HostException e) {
            if (e.getCause() instanceof JsonProcessingException
                    || e.getCause() instanceof IllegalArgumentException) {
                log.warnf("%s; it is removed, and a process of an earlier run is recognized without it",
                        e.getMessage());
                return Optional.empty();
            }
            throw e;
        }
    }

    private void stop(PidRecord record, NodeLogger log) throws IOException, InterruptedException {
        log.infof("Process %d is left over from an earlier run (%s); stopping it", record.pid(),
                BoundedText.name(String.join(" ", record.command())));
        long began = System.nanoTime();
        Optional<ProcessHandle> process = ProcessHandle.of(record.pid());
        process.ifPresent(ProcessHandle::destroy);
        if (!ended(record, stopTimeout)) {
            log.warnf("Process %d did not end within %d ms after SIGTERM; killing it", record.pid(), stopTimeout.toMillis());
            process.ifPresent(ProcessHandle::destroyForcibly);
            if (!ended(record, killTimeout)) {
                throw new HostException("Process " + record.pid()
                        + ", left over from an earlier run, cannot be stopped. Stop it by hand (it may hang in the kernel or belong"
                        + " to another user).");
            }
        }
        log.infof("Process %d has ended after %d ms", record.pid(), (System.nanoTime() - began) / 1_000_000);
    }

    private boolean ended(PidRecord record, Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        for (long pause = 1; record.running(processes); pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS)) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            Thread.sleep(pause);
        }
        return true;
    }
}
