package io.quarkiverse.containerd.runtime.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The process table as the proc file system shows it; see proc(5). */
public final class ProcTable {

    private static final Path PROC = Path.of("/proc");
    private static final long ROOT = 0;

    /** What the kernel appends to the path of a file that has been removed. */
    public static final String REMOVED = " (deleted)";

    private final Path proc;

    public ProcTable() {
        this(PROC);
    }

    ProcTable(Path proc) {
        this.proc = proc;
    }

    /**
     * The state of a process at one moment.
     *
     * @param state the state letter; Z is a zombie
     * @param group process group
     * @param startTime start time in clock ticks since boot
     * @param processorTicks what it, and those of its children that have ended, used of processors, in clock ticks
     */
    public record Stat(char state, long group, long startTime, long processorTicks) {

        /** Whether it is still running; a zombie is not. */
        public boolean alive() {
            return state != 'Z' && state != 'X' && state != 'x';
        }
    }

    /** Returns state and start time of a process; empty if there is none with this pid. */
    public Optional<Stat> stat(long pid) {
        return text(pid, "stat").flatMap(ProcTable::parseStat);
    }

    static Optional<Stat> parseStat(String stat) {
        // the second field is the name in parentheses, which may itself hold spaces and parentheses
        int afterName = stat.lastIndexOf(')');
        if (afterName < 0) {
            return Optional.empty();
        }
        String[] fields = stat.substring(afterName + 1).strip().split(" ");
        // numbers of fields as in proc(5), which counts the pid and the name
        int group = 5 - 3;
        int firstTime = 14 - 3;
        int startTime = 22 - 3;
        if (fields.length <= startTime) {
            return Optional.empty();
        }
        try {
            long ticks = Arrays.stream(fields, firstTime, firstTime + 4).mapToLong(Long::parseLong).sum();
            return Optional.of(new Stat(fields[0].charAt(0), Long.parseLong(fields[group]), Long.parseLong(fields[startTime]),
                    ticks));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Returns the command line of a process; empty if there is no such process, and for zombies. */
    public List<String> commandLine(long pid) {
        return text(pid, "cmdline").filter(text -> !text.isEmpty())
                .map(text -> Arrays.asList((text.endsWith("\0") ? text.substring(0, text.length() - 1) : text).split("\0", -1)))
                .orElse(List.of());
    }

    /**
     * Returns the variables, {@code NAME=value}, that a process was started with; it may have overwritten them.
     *
     * @return empty if there is no such process, or this user may not inspect it
     */
    public List<String> environment(long pid) {
        return text(pid, "environ").map(text -> List.of(text.split("\0"))).orElse(List.of());
    }

    /** Returns the user who started a process, its real one; empty if there is no such process. */
    public OptionalLong user(long pid) {
        return number(pid, "status", "Uid:", 1);
    }

    /** Returns the user who started this process. */
    public OptionalLong ownUser() {
        return user(ProcessHandle.current().pid());
    }

    /**
     * Whether root or the user of this process has started a process. Others may make theirs look like one of ours: with its
     * command line, and in a mount namespace of their own with any path.
     */
    public boolean isTrusted(long pid) {
        OptionalLong user = user(pid);
        return user.isPresent() && (user.getAsLong() == ROOT || user.equals(ownUser()));
    }

    /** Whether an absolute path is that of the same file for a process and this one; not so for most in a container. */
    public boolean isSameFor(long pid, Path path) {
        try {
            return Files.isSameFile(directory(pid).resolve("root").resolve(path.toString().substring(1)), path);
        } catch (IOException e) {
            // the file or the process has gone, or this user may not know
            return false;
        }
    }

    /** Returns the bytes of a process that are in memory; empty if there is no such process, and for zombies. */
    public OptionalLong residentBytes(long pid) {
        OptionalLong kibibytes = number(pid, "status", "VmRSS:", 1);
        return kibibytes.isPresent() ? OptionalLong.of(kibibytes.getAsLong() * 1024) : kibibytes;
    }

    /** Returns the number of files that a process may have open; empty if there is no such process, and without a limit. */
    public OptionalLong mostOpenFiles(long pid) {
        return number(pid, "limits", "Max open files", 3);
    }

    /** Returns the number of files that a process has open; empty if there is no such process, or this user may not know. */
    public OptionalLong openFileCount(long pid) {
        String[] descriptors = directory(pid).resolve("fd").toFile().list();
        return descriptors == null ? OptionalLong.empty() : OptionalLong.of(descriptors.length);
    }

    /** Returns a number of the line of a file that begins so; empty if there is none. @param word the place of its word */
    private OptionalLong number(long pid, String file, String beginning, int word) {
        return text(pid, file).stream().flatMap(String::lines).filter(line -> line.startsWith(beginning))
                .map(line -> line.split("\\s+")[word]).filter(number -> number.matches("\\d+")).mapToLong(Long::parseLong)
                .findFirst();
    }

    /**
     * Returns the program that a process runs, which may have been removed or replaced since.
     *
     * @return empty if there is no such process, or this user may not inspect it
     */
    public Optional<Path> program(long pid) {
        return link(pid, "exe").map(target -> Path.of(target.endsWith(REMOVED)
                ? target.substring(0, target.length() - REMOVED.length())
                : target));
    }

    /** Whether a process sees the same pids as this one; those in containers do not. */
    public boolean sharesPids(long pid) {
        return shares(pid, "ns/pid");
    }

    /** Whether each path is that of the same file for a process and this one. */
    public boolean sharesMounts(long pid) {
        return shares(pid, "ns/mnt");
    }

    private boolean shares(long pid, String name) {
        Optional<String> namespace = link(pid, name);
        return namespace.isPresent() && namespace.equals(link(ProcessHandle.current().pid(), name));
    }

    /** Returns an identifier that is different after each boot of the machine. */
    public String bootId() throws IOException {
        return Files.readString(proc.resolve("sys/kernel/random/boot_id")).strip();
    }

    /** Returns the pids of all visible processes, ascending. */
    public List<Long> pids() throws IOException {
        String[] names = proc.toFile().list();
        if (names == null) {
            throw new IOException(proc + " cannot be read");
        }
        return Arrays.stream(names).filter(name -> Character.isDigit(name.charAt(0))).map(Long::valueOf).sorted().toList();
    }

    /**
     * Returns the targets of the file descriptors of a process, for example {@code /a/file} or {@code socket:[4711]}.
     *
     * @throws IOException if there is no such process, or this user may not inspect it
     */
    public List<String> openFiles(long pid) throws IOException {
        List<String> targets = new ArrayList<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(directory(pid).resolve("fd"))) {
            for (Path descriptor : descriptors) {
                try {
                    targets.add(Files.readSymbolicLink(descriptor).toString());
                } catch (NoSuchFileException e) {
                    // closed in the meantime
                    continue;
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return targets;
    }

    /** Returns the lines of {@code /proc/<pid>/net/unix}: the unix sockets in the network namespace of the process. */
    public List<String> unixSockets(long pid) throws IOException {
        return lines(directory(pid).resolve("net/unix"));
    }

    /** Returns the lines of {@code /proc/<pid>/net/tcp} and {@code tcp6}: the sockets in the process's network namespace. */
    public List<String> tcpSockets(long pid) throws IOException {
        List<String> sockets = new ArrayList<>(lines(directory(pid).resolve("net/tcp")));
        Path tcp6 = directory(pid).resolve("net/tcp6");
        if (Files.exists(tcp6)) {
            sockets.addAll(lines(tcp6));
        }
        return sockets;
    }

    /** Returns the lines of {@code /proc/locks}. */
    public List<String> locks() throws IOException {
        return lines(proc.resolve("locks"));
    }

    private Optional<String> text(long pid, String file) {
        try {
            return Optional.of(read(directory(pid).resolve(file)));
        } catch (IOException e) {
            // ended in the meantime, or never was
            return Optional.empty();
        }
    }

    private Optional<String> link(long pid, String file) {
        try {
            return Optional.of(Files.readSymbolicLink(directory(pid).resolve(file)).toString());
        } catch (IOException e) {
            // ended in the meantime, or belongs to another user
            return Optional.empty();
        }
    }

    private static List<String> lines(Path file) throws IOException {
        return read(file).lines().toList();
    }

    /** Reads a file leniently: names of processes and sockets may be any bytes. */
    private static String read(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    private Path directory(long pid) {
        return proc.resolve(Long.toString(pid));
    }
}
