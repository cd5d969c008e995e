package io.quarkiverse.containerd.runtime.daemon;

/** The verbs of the node daemon, for its schedule; without effect while it does not run. */
public interface DaemonControl {

    /** Has the preseed scan its directory now, if {@code quarkus.containerd.preseed.rescan} or a watch is on. */
    void rescan();
}
