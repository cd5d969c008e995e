package io.quarkiverse.containerd.runtime.host.process;

import java.util.Optional;

/** Looks whether a child process is ready. */
interface ReadyCheck {

    /**
     * Looks once. It returns soon, even if nobody answers, and does not throw in that case.
     *
     * @return a clause that says why the process is not ready; empty if it is
     * @throws InterruptedException if the thread is interrupted
     */
    Optional<String> problem(Child child) throws InterruptedException;

    /** Whether the process is looked at again and again once it was ready. */
    boolean isLasting();
}
