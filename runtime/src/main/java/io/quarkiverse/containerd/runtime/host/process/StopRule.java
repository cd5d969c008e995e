package io.quarkiverse.containerd.runtime.host.process;

import java.time.Duration;

/**
 * The way in which a process is stopped.
 *
 * @param signal the signal that asks it to end, without SIG, such as {@code TERM}
 * @param timeout time that it may take to end before it is killed
 * @param group whether all processes of its group are stopped with it
 */
public record StopRule(String signal, Duration timeout, boolean group) {

    /** Returns the rule that asks one process by SIGTERM, and leaves what it has started alone. */
    static StopRule alone(Duration timeout) {
        return new StopRule("TERM", timeout, false);
    }
}
