/**
 * The API of the node daemon: the supervision tree, and views of the daemon and of containerd.
 * <p>
 * A bean becomes a node of the supervision tree by {@link io.quarkiverse.containerd.Supervised}; changes of the tree are CDI
 * events, and {@link io.quarkiverse.containerd.NodeDaemon} shows the tree as it is now:
 *
 * <pre>
 * public class DiskGuard {
 *
 *     &#64;Inject
 *     NodeDaemon daemon;
 *
 *     &#64;Supervised(name = "disk_guard")
 *     void guard(NodeHandle node) throws InterruptedException {
 *         node.logger().infof("%d nodes beside this one", daemon.tree().size() - 1);
 *         node.signalHealthy();
 *         node.awaitCancellation();
 *     }
 *
 *     void changed(&#64;Observes Transition transition) {
 *         // a node has changed its state
 *     }
 * }
 * </pre>
 *
 * <b>Stability.</b> This package and its subpackages {@code client}, {@code logs} and {@code preseed} are the public API:
 * within a major version types and methods are added, not removed or changed. Interfaces here, but for
 * {@link io.quarkiverse.containerd.SupervisedRunnable}, are implemented by the extension alone and may get methods. Everything
 * below {@code io.quarkiverse.containerd.runtime} may change at any time.
 */
package io.quarkiverse.containerd;
