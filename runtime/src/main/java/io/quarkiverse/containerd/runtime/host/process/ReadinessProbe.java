package io.quarkiverse.containerd.runtime.host.process;

/** Asks whether a daemon serves. */
@FunctionalInterface
public interface ReadinessProbe {

    /**
     * Asks once. It returns soon, also when nobody answers, and does not throw for that reason.
     *
     * @throws InterruptedException when the thread is interrupted
     */
    boolean answers() throws InterruptedException;
}
