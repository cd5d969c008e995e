package io.quarkiverse.containerd.runtime.daemon;

/** The verbs of the node daemon, for its schedule and its operators; without effect while it does not run. */
public interface DaemonControl {

    /**
     * Has the preseed scan its directory now.
     *
     * @return false if nothing is scanned, because changes of the directory are not followed
     */
    boolean rescan();

    /**
     * Restarts a node of the supervision tree, with its group and all below it.
     *
     * @param reason a clause for the log
     * @return false if there is no such node
     */
    boolean restart(String dn, String reason);

    /**
     * Fails a node of the supervision tree as if its runnable had thrown an exception, for tests.
     *
     * @param reason the message of the failure
     * @return false if there is no such node, or it has failed already
     */
    boolean fail(String dn, String reason);
}
