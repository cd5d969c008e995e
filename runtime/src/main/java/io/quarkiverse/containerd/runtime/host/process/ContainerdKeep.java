package io.quarkiverse.containerd.runtime.host.process;

import java.util.Optional;

import io.quarkiverse.containerd.logs.NodeLogger;

/**
 * Keeps a containerd that runs from one daemon to the next one of this JVM, as a live reload needs it. A daemon that does not
 * ask for it keeps nothing: its containerd ends with it.
 */
public final class ContainerdKeep {

    private static Kept kept;

    private volatile boolean leaving;

    /**
     * A containerd without a daemon.
     *
     * @param origin what it was started from
     * @param removeTraces removes its files once it has ended
     */
    private record Kept(ChildProcess child, ContainerdOrigin origin, Runnable removeTraces) {

        void stop() {
            if (child.stop().isPresent()) {
                removeTraces.run();
            }
        }
    }

    /** Has this daemon, which is about to stop, leave its containerd running. */
    public void leave() {
        leaving = true;
    }

    boolean isLeaving() {
        return leaving;
    }

    /** @return whether it is kept, because the daemon leaves it and it runs */
    boolean keep(ChildProcess child, ContainerdOrigin origin, Runnable removeTraces) {
        if (!leaving || child.isTerminated() || !child.isAlive()) {
            return false;
        }
        child.detach();
        swap(new Kept(child, origin, removeTraces)).ifPresent(Kept::stop);
        return true;
    }

    /**
     * Returns the containerd that an earlier daemon has left, if one from this origin would be no other. One that differs is
     * stopped.
     */
    Optional<ChildProcess> take(ContainerdOrigin origin, NodeLogger log) {
        Optional<Kept> left = swap(null);
        if (left.isEmpty()) {
            return Optional.empty();
        }
        ChildProcess child = left.get().child();
        if (child.isAlive() && left.get().origin().equals(origin)) {
            return Optional.of(child);
        }
        log.infof(child.isAlive() ? "containerd (pid %d) is started again: %s"
                : "containerd (pid %d) has ended since the last reload", child.pid(),
                left.get().origin().difference(origin));
        left.get().stop();
        return Optional.empty();
    }

    /** Stops the containerd that is kept, if there is one. */
    public static void stopKept() {
        swap(null).ifPresent(Kept::stop);
    }

    private static synchronized Optional<Kept> swap(Kept next) {
        Optional<Kept> before = Optional.ofNullable(kept);
        kept = next;
        return before;
    }
}
