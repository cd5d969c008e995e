package io.quarkiverse.containerd.runtime.daemon;

/** The verbs of the node daemon, for its schedule and its operators; without effect while it does not run. */
public interface DaemonControl {

    /** Has the preseed scan its directory now, if {@code quarkus.containerd.preseed.rescan} or a watch is on. */
    void rescan();

    /**
     * Restarts a node of the supervision tree, with its group and all below it.
     *
     * @param reason a clause for the log
     * @return false if there is no such node
     */
    boolean restart(String dn, String reason);
}
