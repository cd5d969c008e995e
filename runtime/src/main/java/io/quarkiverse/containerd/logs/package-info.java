/**
 * The journal of the supervision tree: loggers, queries and subscriptions.
 * <p>
 * A supervised bean logs through the logger of its node, and
 * {@link io.quarkiverse.containerd.logs.LogJournal} can be injected to read what the nodes have logged:
 *
 * <pre>{@code
 * @ApplicationScoped
 * class ContainerdLog {
 *
 *     private final LogJournal journal;
 *
 *     ContainerdLog(LogJournal journal) {
 *         this.journal = journal;
 *     }
 *
 *     List<LogEntry> newestWarnings() {
 *         return journal.read(new JournalQuery("root.containerd", true, 20, Logger.Level.WARN));
 *     }
 *
 *     LogSubscription follow(Consumer<String> lines) {
 *         return journal.subscribe(JournalQuery.tree("root.containerd"), 1000, entry -> lines.accept(entry.message()));
 *     }
 *
 *     void logOutput(NodeLogger logger, Process process) throws IOException {
 *         try (OutputStream lines = logger.lines(LineParser.plain(Logger.Level.INFO))) {
 *             process.getInputStream().transferTo(lines);
 *         }
 *     }
 * }
 * }</pre>
 * <p>
 * All types of this package are stable: a minor release may add methods to
 * {@link io.quarkiverse.containerd.logs.LogJournal}, {@link io.quarkiverse.containerd.logs.NodeLogger} and
 * {@link io.quarkiverse.containerd.logs.LogSubscription}, which applications do not implement, and changes nothing else.
 */
package io.quarkiverse.containerd.logs;
