package io.quarkiverse.containerd.apt;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Unpacked packages of a release and an architecture: {@code <package>_<version>/usr/bin/…}. The directory of a package appears
 * whole or not at all, so readers need no lock.
 */
final class PackageCache {

    private static final String WORK_PREFIX = ".work-";
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final Duration LOCK_POLL = Duration.ofMillis(100);

    private final Path directory;

    PackageCache(Path directory) {
        this.directory = directory;
    }

    /**
     * Returns the cache of this machine's release and architecture.
     *
     * @param directory holds the packages of all releases and architectures
     */
    static PackageCache ofThisMachine(Path directory) throws IOException {
        return new PackageCache(
                directory.resolve(OsRelease.ofThisMachine().release() + "-" + System.getProperty("os.arch")));
    }

    Path directory() {
        return directory;
    }

    /** Returns the cache of a suite other than the release's own; they share no packages. */
    PackageCache ofSuite(String suite) {
        return new PackageCache(directory.resolve(suite));
    }

    /** Finds the directory of a package's executables in its most recently fetched version. */
    Optional<Path> find(ContainerdPackage of) {
        return packages(of.packageName()).stream()
                .flatMap(unpacked -> SearchPath.ofPackage(unpacked).findDirectory(of.executables()).stream()).findFirst();
    }

    /** Finds the files of the most recently fetched version of a package. */
    Optional<Path> find(String name) {
        return packages(name).stream().findFirst();
    }

    private List<Path> packages(String name) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(entry -> entry.getFileName().toString().startsWith(name + "_"))
                    .sorted(Comparator.comparing(PackageCache::modified).reversed()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FileTime modified(Path path) {
        try {
            return Files.getLastModifiedTime(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Makes an unpacked package visible.
     *
     * @param archive the package file, named {@code <package>_<version>_<architecture>.deb}
     * @param unpacked its files, in a work directory of this cache
     */
    void add(Path archive, Path unpacked) throws IOException {
        String name = archive.getFileName().toString();
        Path target = directory.resolve(name.substring(0, name.lastIndexOf('_')));
        FileTrees.delete(target);
        Files.setLastModifiedTime(unpacked, FileTime.fromMillis(System.currentTimeMillis()));
        Files.move(unpacked, target, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Remembers that a package could not be fetched. */
    void addMissing(String name) throws IOException {
        Path marker = missing(name);
        Files.deleteIfExists(marker);
        Files.createFile(marker);
    }

    /** The time of the last {@link #addMissing(String)}. */
    Optional<Instant> missingSince(String name) {
        Path marker = missing(name);
        return Files.exists(marker) ? Optional.of(modified(marker).toInstant()) : Optional.empty();
    }

    private Path missing(String name) {
        return directory.resolve(".missing-" + name);
    }

    /**
     * Locks the cache against changes by other processes and by others in this process, after waiting for them.
     *
     * @param waiting is called once before it waits
     */
    Session open(Runnable waiting) throws IOException {
        Files.createDirectories(directory);
        Path file = directory.resolve(".lock");
        // who can open it can lock it
        FileChannel channel = FileChannel.open(file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        try {
            Files.setPosixFilePermissions(file, OWNER_ONLY);
            lock(channel, waiting);
            // Nobody else has the lock: work directories are those of processes that were killed
            deleteWorkDirectories();
            return new Session(channel, Files.createTempDirectory(directory, WORK_PREFIX));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static void lock(FileChannel channel, Runnable waiting) throws IOException {
        boolean told = false;
        while (!tryLock(channel)) {
            if (!told) {
                waiting.run();
                told = true;
            }
            try {
                Thread.sleep(LOCK_POLL.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw (IOException) new InterruptedIOException("Interrupted while waiting for the package cache")
                        .initCause(e);
            }
        }
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            // Held in this process: dev mode and its continuous tests share one
            return false;
        }
    }

    private void deleteWorkDirectories() throws IOException {
        List<Path> stale;
        try (Stream<Path> entries = Files.list(directory)) {
            stale = entries.filter(entry -> entry.getFileName().toString().startsWith(WORK_PREFIX)).toList();
        }
        for (Path path : stale) {
            FileTrees.delete(path);
        }
    }

    /** The exclusive right to change the cache, with a working directory that is deleted at its end. */
    static final class Session implements AutoCloseable {

        private final FileChannel channel;
        private final Path work;

        private Session(FileChannel channel, Path work) {
            this.channel = channel;
            this.work = work;
        }

        Path work() {
            return work;
        }

        @Override
        public void close() throws IOException {
            try {
                FileTrees.delete(work);
            } finally {
                channel.close();
            }
        }
    }
}
