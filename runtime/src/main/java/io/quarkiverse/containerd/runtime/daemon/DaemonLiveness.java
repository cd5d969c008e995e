package io.quarkiverse.containerd.runtime.daemon;

import java.util.List;

import io.quarkiverse.containerd.NodeDaemon;
import io.quarkiverse.containerd.StuckRunnable;

/**
 * What the verdict on liveness rests on, seen at one moment. A containerd that crashes again and again has no part in it: to
 * restart the daemon would not help.
 *
 * @param responsive whether the supervisor answers in time
 * @param stuck runnables that did not end in time after their cancellation
 */
public record DaemonLiveness(boolean responsive, List<StuckRunnable> stuck) {

    /** The liveness now. */
    public static DaemonLiveness of(NodeDaemon daemon) {
        return new DaemonLiveness(daemon.supervisorResponsive(), daemon.stuck());
    }

    /** Whether the supervisor answers and no cancelled runnable is stuck. */
    public boolean live() {
        return responsive && stuck.isEmpty();
    }
}
