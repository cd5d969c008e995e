package io.quarkiverse.containerd;

/**
 * Runs child processes as nodes of the supervision tree; to be injected:
 *
 * <pre>
 * &#64;Inject
 * SupervisedProcesses processes;
 *
 * &#64;Supervised(name = "exporter")
 * void exporter(NodeHandle node) throws Exception {
 *     processes.run(node, SupervisedProcess.command("node_exporter", "--web.listen-address=127.0.0.1:9100")
 *             .ready(ProcessReadiness.port(9100)).build());
 * }
 * </pre>
 *
 * Processes without code are configured by {@code quarkus.containerd.processes}.
 */
public interface SupervisedProcesses {

    /**
     * Runs a process as a node: HEALTHY while it is ready, UNHEALTHY when it is not any more. It leads a process group of its
     * own, which is stopped when the node is cancelled, and whenever this method ends; what a daemon that was killed has left
     * of it is stopped at its next start. What it prints is logged by the logger of the node.
     *
     * @throws Exception if the process cannot be started, is not ready in time, or has ended; the node then fails, and is
     *         restarted with backoff
     */
    void run(NodeHandle node, SupervisedProcess process) throws Exception;
}
