package io.quarkiverse.containerd.runtime.daemon;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jboss.logging.Logger;

import io.quarkiverse.containerd.runtime.config.ConfigurationException;
import io.quarkiverse.containerd.runtime.host.files.InUseException;
import io.quarkiverse.containerd.runtime.host.files.LockFile;
import io.quarkiverse.containerd.runtime.host.files.PathLock;

/**
 * Keeps other daemons from what this one works with: otherwise each would take the other's containerd for a leftover, or both
 * would write the same files. What is in a directory that is locked needs no lock of its own.
 */
final class DaemonLocks implements Closeable {

    private static final Logger LOG = Logger.getLogger(DaemonLocks.class);

    private final Map<Path, PathLock> held = new LinkedHashMap<>();
    /** What has all been locked when the daemon started, and is not looked at again by the first start of containerd. */
    private List<SharedPath> justLocked = List.of();

    /**
     * Locks what can be locked, when the daemon starts.
     *
     * @throws ConfigurationException naming the key of a path that another daemon works with; nothing is locked then
     */
    synchronized void acquireWhatCanBe(List<SharedPath> paths) {
        boolean all = true;
        Map<Path, Long> removed = removed();
        for (SharedPath path : paths) {
            try {
                acquire(path, removed);
            } catch (InUseException e) {
                close();
                throw new ConfigurationException(path.key(), e.getMessage());
            } catch (IOException e) {
                all = false;
                LOG.debugf("%s: %s", path.key(), e.getMessage());
            }
        }
        justLocked = all ? List.copyOf(paths) : List.of();
    }

    /**
     * Locks paths, again if their lock files have been removed meanwhile.
     *
     * @throws InUseException if another daemon works with one of them
     * @throws IOException if one cannot be locked
     */
    synchronized void acquire(List<SharedPath> paths) throws IOException {
        boolean known = paths.equals(justLocked) && held.values().stream().allMatch(PathLock::isInPlace);
        justLocked = List.of();
        if (!known) {
            lock(paths);
        }
    }

    private void lock(List<SharedPath> paths) throws IOException {
        for (PathLock lock : List.copyOf(held.values())) {
            if (!lock.isInPlace()) {
                held.values().remove(lock);
                lock.close();
            }
        }
        Map<Path, Long> removed = removed();
        for (SharedPath path : paths) {
            acquire(path, removed);
        }
    }

    private void acquire(SharedPath path, Map<Path, Long> removed) throws IOException {
        LockFile file = path.lockFile();
        if (!held.containsKey(file.path())) {
            file.requireFree(removed);
            if (!isCovered(file.path(), removed)) {
                held.put(file.path(), file.acquire());
            }
        }
    }

    /** Whether it is in a directory of this daemon. */
    private boolean isCovered(Path path, Map<Path, Long> removed) throws IOException {
        boolean covered = false;
        for (Path directory = path.getParent(); directory != null; directory = directory.getParent()) {
            if (held.containsKey(directory)) {
                covered = true;
            } else {
                LockFile.ofDirectory(directory).requireFree(removed);
            }
        }
        return covered;
    }

    private static Map<Path, Long> removed() {
        try {
            return LockFile.removed();
        } catch (IOException e) {
            LOG.debugf("It is not known whether a daemon has lost its directories: %s", e.getMessage());
            return Map.of();
        }
    }

    /** Releases everything. */
    @Override
    public synchronized void close() {
        for (PathLock lock : held.values()) {
            try {
                lock.close();
            } catch (IOException e) {
                LOG.debugf("A lock could not be released: %s", e.getMessage());
            }
        }
        held.clear();
        justLocked = List.of();
    }
}
