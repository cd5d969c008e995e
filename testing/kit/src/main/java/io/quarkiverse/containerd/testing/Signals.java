package io.quarkiverse.containerd.testing;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Signals to processes, which Java itself cannot send. */
final class Signals {

    private Signals() {
    }

    /** Halts a process. */
    static void stop(ProcessHandle process) {
        send("STOP", process);
    }

    /** Has a halted process go on. */
    static void resume(ProcessHandle process) {
        send("CONT", process);
    }

    private static void send(String signal, ProcessHandle process) {
        try {
            Command.run("kill", "-" + signal, Long.toString(process.pid()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
