/**
 * The state and the plans of the preseed, which loads image archives from disk into containerd, as data.
 * <p>
 * {@link io.quarkiverse.containerd.NodeDaemon} reports what has become of each archive, and
 * {@link io.quarkiverse.containerd.PreseedPlanner} plans what loading them would do:
 *
 * <pre>{@code
 * @ApplicationScoped
 * class ArchiveProblems {
 *
 *     private final NodeDaemon daemon;
 *     private final PreseedPlanner planner;
 *
 *     ArchiveProblems(NodeDaemon daemon, PreseedPlanner planner) {
 *         this.daemon = daemon;
 *         this.planner = planner;
 *     }
 *
 *     List<String> failures() {
 *         return daemon.preseed().failed().stream()
 *                 .map(archive -> archive.path() + ": " + archive.error().orElseThrow()).toList();
 *     }
 *
 *     long bytesToSend() throws IOException {
 *         return planner.plan().stream().filter(LoadPlan::feasible).mapToLong(LoadPlan::bytesMissing).sum();
 *     }
 * }
 * }</pre>
 * <p>
 * All types of this package are stable: records may get components and enums values in a minor release, and nothing else
 * changes. Applications read them, but do not construct them. All are immutable.
 */
package io.quarkiverse.containerd.preseed;
