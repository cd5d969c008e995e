package io.quarkiverse.containerd.runtime.preseed.directory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.SupervisedRunnable;
import io.quarkiverse.containerd.runtime.disk.DiskReads;

/**
 * Watches the preseed directory, the directories of namespaces and those below them, and requests a scan when something
 * changes. A directory that does not exist yet is waited for in its nearest ancestor that does.
 */
public final class DirectoryWatch implements SupervisedRunnable {

    /** The least time between two requests in milliseconds, as an archive that is being written changes all the time. */
    private static final long GAP = 250;
    /** Namespaces, and layout directories in them. */
    private static final int DEPTH = 2;
    private static final WatchEvent.Kind<?>[] KINDS = { StandardWatchEventKinds.ENTRY_CREATE,
            StandardWatchEventKinds.ENTRY_MODIFY, StandardWatchEventKinds.ENTRY_DELETE };

    private final Path directory;
    private final RunTrigger trigger;
    private final DiskReads reads;

    /** @param reads looks at the directories, which must not keep the watch from ending */
    public DirectoryWatch(Path directory, RunTrigger trigger, DiskReads reads) {
        this.directory = directory;
        this.trigger = trigger;
        this.reads = reads;
    }

    @Override
    public void run(NodeHandle node) throws IOException, InterruptedException {
        WatchService service = directory.getFileSystem().newWatchService();
        try {
            Map<WatchKey, Predicate<Path>> watched = reads.call(() -> watch(service, Map.of()));
            node.signalHealthy();
            // changes before the watch have caused no event
            trigger.request();
            while (true) {
                if (happened(service, watched)) {
                    Map<WatchKey, Predicate<Path>> before = watched;
                    watched = reads.call(() -> watch(service, before));
                    trigger.request();
                }
                Thread.sleep(GAP);
            }
        } catch (IOException e) {
            throw new IOException("cannot watch " + directory + ": " + e.getMessage()
                    + "; set quarkus.containerd.preseed.rescan to have it read from time to time instead", e);
        } catch (ClosedWatchServiceException e) {
            throw new IOException("the watch of " + directory + " has ended", e);
        } finally {
            // closing waits until the service has looked at what it has been asked for
            reads.afterwards(() -> close(service));
        }
    }

    private static void close(WatchService service) {
        try {
            service.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for events. @return whether any of them matters */
    private static boolean happened(WatchService service, Map<WatchKey, Predicate<Path>> watched)
            throws InterruptedException {
        boolean matters = false;
        for (WatchKey key = service.take(); key != null; key = service.poll()) {
            Predicate<Path> wanted = watched.getOrDefault(key, name -> false);
            for (WatchEvent<?> event : key.pollEvents()) {
                matters |= event.kind() == StandardWatchEventKinds.OVERFLOW || wanted.test((Path) event.context());
            }
            matters |= !key.reset();
        }
        return matters;
    }

    /**
     * Watches all directories there are now. Those that are watched already keep their key. Each is watched before it is looked
     * into, so that what is made meanwhile is an event at least.
     */
    private Map<WatchKey, Predicate<Path>> watch(WatchService service, Map<WatchKey, Predicate<Path>> before)
            throws IOException {
        Map<WatchKey, Predicate<Path>> watched = new HashMap<>();
        Path awaited;
        do {
            awaited = awaited();
            if (awaited.getParent() != null) {
                register(awaited.getParent(), awaited.getFileName()::equals, service, watched);
            }
        } while (!awaited.equals(awaited()));
        watchBelow(directory, DEPTH, service, watched);
        before.keySet().stream().filter(key -> !watched.containsKey(key)).forEach(WatchKey::cancel);
        return watched;
    }

    /** Returns the directory, or the first above it whose parent exists. */
    private Path awaited() {
        Path awaited = directory;
        while (awaited.getParent() != null && !Files.isDirectory(awaited.getParent())) {
            awaited = awaited.getParent();
        }
        return awaited;
    }

    private static void watchBelow(Path existing, int depth, WatchService service, Map<WatchKey, Predicate<Path>> watched)
            throws IOException {
        if (Files.isDirectory(existing)) {
            register(existing, name -> !name.toString().startsWith("."), service, watched);
            if (depth > 0) {
                for (Path each : below(existing)) {
                    watchBelow(each, depth - 1, service, watched);
                }
            }
        }
    }

    private static void register(Path existing, Predicate<Path> wanted, WatchService service,
            Map<WatchKey, Predicate<Path>> watched) throws IOException {
        try {
            watched.put(existing.register(service, KINDS), wanted);
        } catch (NoSuchFileException | NotDirectoryException e) {
            // it has just gone, which is an event of its parent
        }
    }

    private static List<Path> below(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(Files::isDirectory).toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }
}
