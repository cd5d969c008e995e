package io.quarkiverse.containerd.runtime.logs;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Logger;

import org.jboss.logging.MDC;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;

import io.quarkiverse.containerd.logs.LogEntry;
import io.quarkiverse.containerd.runtime.text.VisibleText;

/**
 * Forwards journal entries to the application's log, with the DN or a name below it as category, on a thread of its own. A slow
 * log handler never blocks the node that logs: entries wait in a bounded queue per category. Those that do not fit are counted,
 * and the count is logged as a WARN of that category where they are missing. Entries that are disabled for the category are not
 * queued. The journal is unaffected.
 * <p>
 * A record has the time and the thread of the entry. Fields, and the DN as {@value #DN}, are in the mapped diagnostic context
 * (MDC) of the record, from where formats such as JSON take them, and fields are appended to the first line of the message as
 * {@code key=value}, sorted by key. Further lines of a message, and of the message of a throwable, are indented, so that no
 * line can pass for an entry of its own.
 */
public final class LogForwarder implements AutoCloseable {

    /** The DN's name in the mapped diagnostic context. */
    static final String DN = "dn";

    private static final String NAME_OF_THIS_CLASS = LogForwarder.class.getName();
    /** The characters that the fields of a line take, mostly. */
    private static final int FIELDS_LENGTH = 64;
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final MemoryJournal journal;
    private final MemoryJournal.Sink sink = this::accept;
    private final int capacity;
    private final Duration closeTimeout;
    private final Optional<SourceLimit> limit;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Map<String, Queue> queues = new LinkedHashMap<>();
    private final Thread thread = new Thread(this::forward, "containerd-log-forwarder");
    private boolean waiting;
    private boolean closed;
    private long droppedTotal;

    /**
     * Starts forwarding what is logged from now on.
     *
     * @param capacity the number of entries of one category that wait for a slow log handler
     */
    public LogForwarder(MemoryJournal journal, int capacity) {
        this(journal, capacity, CLOSE_TIMEOUT, Optional.empty());
    }

    /**
     * Starts forwarding what is logged from now on.
     *
     * @param capacity the number of entries of one category that wait for a slow log handler
     * @param limit limits what a DN may log
     */
    public LogForwarder(MemoryJournal journal, int capacity, SourceLimit limit) {
        this(journal, capacity, CLOSE_TIMEOUT, Optional.of(limit));
    }

    /**
     * Starts forwarding what is logged from now on.
     *
     * @param capacity the number of entries of one category that wait for a slow log handler
     * @param closeTimeout the time that {@link #close()} waits for a slow log handler
     * @param limit limits what a DN may log
     */
    LogForwarder(MemoryJournal journal, int capacity, Duration closeTimeout, Optional<SourceLimit> limit) {
        if (capacity < 1) {
            throw new IllegalArgumentException("The log forwarder needs a positive capacity, not " + capacity);
        }
        this.journal = journal;
        this.capacity = capacity;
        this.closeTimeout = closeTimeout;
        this.limit = limit;
        thread.setDaemon(true);
        thread.start();
        journal.attach(sink);
    }

    private void accept(LogEntry entry, Origin origin) {
        lock.lock();
        try {
            queue(origin.category()).offer(entry, origin);
        } finally {
            lock.unlock();
        }
    }

    private Queue queue(String category) {
        Queue queue = queues.get(category);
        if (queue == null) {
            queue = new Queue(category);
            queues.put(category, queue);
        }
        return queue;
    }

    /** Returns the number of entries, of all DNs, that were not forwarded because the log handlers were too slow. */
    public long dropped() {
        lock.lock();
        try {
            return droppedTotal;
        } finally {
            lock.unlock();
        }
    }

    /** Accepts no more entries, and waits until the queued ones are logged or the timeout is over. */
    @Override
    public void close() {
        journal.detach(sink);
        lock.lock();
        try {
            closed = true;
            arrived.signal();
        } finally {
            lock.unlock();
        }
        try {
            thread.join(Math.max(1, closeTimeout.toMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void forward() {
        boolean open = true;
        while (open) {
            try {
                List<Batch> batches = awaitBatches();
                open = !batches.isEmpty();
                log(batches);
            } catch (RuntimeException | Error e) {
                // for want of memory, for example; entries may be lost, but not the thread that forwards all others
            }
        }
    }

    /** Waits for entries and removes them from the queues; empty once the forwarder is closed and nothing is left. */
    private List<Batch> awaitBatches() {
        lock.lock();
        try {
            while (true) {
                List<Batch> batches = new ArrayList<>();
                long nanosToCount = Long.MAX_VALUE;
                for (Queue queue : queues.values()) {
                    queue.drainTo(batches);
                    nanosToCount = Math.min(nanosToCount, queue.nanosToCount());
                }
                if (!batches.isEmpty() || closed) {
                    return batches;
                }
                waiting = true;
                await(nanosToCount);
                waiting = false;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits for entries, or until the count of those that were left out is due. */
    private void await(long nanos) {
        try {
            arrived.awaitNanos(nanos);
        } catch (InterruptedException e) {
            // nobody has a reason to interrupt this thread; it goes on
        }
    }

    private static void log(List<Batch> batches) {
        if (batches.size() == 1) {
            Batch batch = batches.get(0);
            // a line leaves the queue before the next one is logged, as the collector would copy all that are in it
            for (Line line = batch.lines().poll(); line != null; line = batch.lines().poll()) {
                line.log(batch.logger());
            }
        } else {
            batches.stream().flatMap(batch -> batch.lines().stream().map(line -> new Forwarded(batch.logger(), line)))
                    .sorted(Comparator.comparingLong(forwarded -> forwarded.line().entry().sequence()))
                    .forEach(forwarded -> forwarded.line().log(forwarded.logger()));
        }
        for (Batch batch : batches) {
            if (batch.dropped() > 0) {
                warn(batch.logger(), batch.dropped()
                        + " log entries were not forwarded because the log handlers are too slow; the journal has the newest of them");
            }
            if (!batch.flood().isEmpty()) {
                warn(batch.logger(), batch.flood());
            }
        }
    }

    private static void warn(Logger logger, String text) {
        try {
            logger.log(Level.WARN, text);
        } catch (RuntimeException | Error e) {
            // there is no log to tell it to
        }
    }

    static String render(LogEntry entry) {
        String message = entry.message();
        if (entry.fields().isEmpty()) {
            return VisibleText.indentedVisible(message);
        }
        int end = message.indexOf('\n');
        StringBuilder text = new StringBuilder(message.length() + FIELDS_LENGTH)
                .append(end < 0 ? message : message.substring(0, end));
        for (Map.Entry<String, String> field : byName(entry.fields())) {
            if (text.length() > 0) {
                text.append(' ');
            }
            text.append(field.getKey()).append('=').append(quoted(field.getValue()));
        }
        return end < 0 ? text.toString() : text.append(VisibleText.indentedVisible(message.substring(end))).toString();
    }

    private static List<Map.Entry<String, String>> byName(Map<String, String> fields) {
        return fields instanceof LineFields line ? line.byName()
                : fields.entrySet().stream().sorted(Map.Entry.comparingByKey()).toList();
    }

    private static String quoted(String value) {
        return isPlain(value) ? value : '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static boolean isPlain(String value) {
        for (byte b : value.getBytes(ISO_8859_1)) {
            if (b == ' ' || b == '\t' || b == '"' || b == '=') {
                return false;
            }
        }
        return !value.isEmpty();
    }

    private static Level level(org.jboss.logging.Logger.Level level) {
        return switch (level) {
            case FATAL -> Level.FATAL;
            case ERROR -> Level.ERROR;
            case WARN -> Level.WARN;
            case INFO -> Level.INFO;
            case DEBUG -> Level.DEBUG;
            case TRACE -> Level.TRACE;
        };
    }

    private record Batch(Logger logger, ArrayDeque<Line> lines, long dropped, String flood) {
    }

    private record Forwarded(Logger logger, Line line) {
    }

    private record Line(LogEntry entry, Origin origin) {

        /** Logs the line. A broken log handler or throwable costs its own entry, not the thread that forwards all others. */
        void log(Logger logger) {
            Map<String, String> fields = entry.fields();
            try {
                fields.forEach(MDC::put);
                MDC.put(DN, entry.dn());
                logger.log(logged(logger));
            } catch (RuntimeException | Error e) {
                // there is no log to tell it to
            } finally {
                fields.forEach((name, value) -> MDC.remove(name));
                MDC.remove(DN);
            }
        }

        private ExtLogRecord logged(Logger logger) {
            ExtLogRecord logged = new ExtLogRecord(level(entry.level()), render(entry), ExtLogRecord.FormatStyle.NO_FORMAT,
                    NAME_OF_THIS_CLASS);
            logged.setLoggerName(logger.getName());
            logged.setInstant(entry.at());
            logged.setThreadName(origin.thread());
            logged.setLongThreadID(origin.threadId());
            // the frames of this thread say nothing of who has logged the entry, and need not be looked at
            logged.setSourceClassName(NAME_OF_THIS_CLASS);
            logged.setSourceMethodName("log");
            logged.setThrown(VisibleThrowable.of(entry.thrown()));
            return logged;
        }
    }

    /** The waiting entries of one category. */
    private final class Queue {

        private final Logger logger;
        private final Optional<FloodGate> gate;
        private ArrayDeque<Line> lines = new ArrayDeque<>();
        private long dropped;

        Queue(String category) {
            logger = Logger.getLogger(category);
            gate = limit.filter(limited -> limited.dn().equals(category))
                    .map(limited -> new FloodGate(limited, System::nanoTime));
        }

        void offer(LogEntry entry, Origin origin) {
            if (!logger.isLoggable(level(entry.level()))) {
                return;
            }
            if (gate.isPresent() && !gate.get().admits(entry)) {
                journal.counters().leaveOut(FloodGate.lines(entry));
                wake();
                return;
            }
            // the new entry is dropped, so that the gap lies behind the queued ones, where the count is logged
            if (lines.size() >= capacity) {
                dropped++;
                droppedTotal++;
                return;
            }
            lines.add(new Line(entry, origin));
            wake();
        }

        private void wake() {
            if (waiting) {
                waiting = false;
                arrived.signal();
            }
        }

        void drainTo(List<Batch> batches) {
            boolean counted = nanosToCount() <= 0 || closed && nanosToCount() < Long.MAX_VALUE;
            if (!lines.isEmpty() || counted) {
                batches.add(new Batch(logger, lines, dropped, counted ? gate.orElseThrow().takeCount() : ""));
                lines = new ArrayDeque<>();
                dropped = 0;
            }
        }

        long nanosToCount() {
            return gate.map(FloodGate::nanosToCount).orElse(Long.MAX_VALUE);
        }
    }
}
