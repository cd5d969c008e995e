package io.quarkiverse.containerd.runtime.daemon;

/** The verbs of the node daemon, for the schedules; without effect while it does not run. */
public interface DaemonControl {

    /** Asks containerd for its status, which becomes the newest one. */
    void probe();

    /** Has the preseed scan its directory now, if {@code quarkus.containerd.preseed.rescan} or a watch is on. */
    void rescan();
}
