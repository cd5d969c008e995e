package io.quarkiverse.containerd.runtime.host.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Determines from containerd's last lines why it did not start, or has ended. The messages are those of containerd 1.6 to 2.1.
 */
final class ContainerdDiagnosis {

    private static final String GIVES_UP = "containerd: ";
    private static final String REQUIRED_PLUGIN = "load required plugin ";
    private static final String BOLT = "io.containerd.metadata.v1.bolt";
    private static final String CRI = "io.containerd.grpc.v1.cri";
    private static final String MIRRORS = "`mirrors` cannot be set when `config_path` is provided";
    /** Position of an error in a TOML file, as printed by 1.6 and 1.7, and by 2.x. */
    private static final Pattern TOML_POSITION = Pattern
            .compile("(?:\\((\\d+), (\\d+)\\)| TOML at row (\\d+) column (\\d+)): (?:toml: )?(.*)");
    /** The complaints of bbolt about a file that is no whole database. */
    private static final List<String> DAMAGED = List.of("invalid database", "file size too small", "version mismatch",
            "checksum error", "invalid page", "unexpected EOF", "is a directory", "invalid freelist");
    private static final String BOLT_PACKAGE = "go.etcd.io/bbolt";
    private static final List<String> NO_MEMORY = List.of("out of memory", "cannot allocate memory", "failed to reserve");
    private static final String MORE_MEMORY = "Give it more: look at MemoryMax of the unit, the control group's limit and the"
            + " machine's memory.";
    /** The signals that make a program of Go print its goroutines, and that only people and programs send. */
    private static final List<String> ASKED = List.of("SIGQUIT: ", "SIGABRT: ", "SIGTRAP: ");
    /** Path in an error of Go, for example {@code mkdir /run/x: no space left on device}. */
    private static final Pattern FAILED_PATH = Pattern.compile("\\b(?:\\w+|listen unix) (/[^\\s:]+): ");
    /** Plugin that is being loaded, as printed by 1.6 and 1.7, and by 2.x. */
    private static final Pattern LOADING = Pattern
            .compile("msg=\"loading plugin(?: \\\\\"([^\\\\]+)\\\\\"\\.\\.\\.\"|\" id=(\\S+))");
    private static final Pattern LISTENED_ADDRESS = Pattern.compile("listen \\w+ (\\S+): ");

    private ContainerdDiagnosis() {
    }

    /** Diagnoses why the executable could not even be started. */
    static Optional<Diagnosis> ofSpawn(ProcessSpec spec, IOException thrown) {
        Path executable = spec.executable();
        if (!Files.isDirectory(spec.directory())) {
            return Optional.of(new Diagnosis("the working directory " + spec.directory() + " is missing", "Create it."));
        }
        if (!Files.exists(executable)) {
            return Optional.of(new Diagnosis("the executable " + executable + " is missing",
                    "Install containerd, or set quarkus.containerd.executable to where it is."));
        }
        if (!Files.isExecutable(executable) || Files.isDirectory(executable)) {
            return Optional.of(new Diagnosis("the executable " + executable + " cannot be executed by this user",
                    "Correct its mode, or set quarkus.containerd.executable to another one."));
        }
        return Optional.of(new Diagnosis("the executable " + executable + " cannot be run: " + thrown.getMessage(),
                "It may have been built for another processor or C library. Set quarkus.containerd.executable to another one."));
    }

    /**
     * Diagnoses why containerd has ended, or has not served in time.
     *
     * @param lines the last lines it printed
     * @param exit its exit status; empty if it was still running
     */
    static Optional<Diagnosis> of(List<String> lines, Optional<ExitStatus> exit, Facts facts) {
        Optional<String> lastWords = last(lines, GIVES_UP).map(line -> line.substring(GIVES_UP.length()));
        return lastWords.map(words -> ofWords(words, facts))
                .or(() -> ofWrapper(lines))
                .or(() -> lines.stream().filter(line -> line.startsWith("Incorrect Usage")).findFirst()
                        .map(line -> new Diagnosis("containerd does not understand its command line (" + line + ")",
                                "Check that quarkus.containerd.executable is containerd.")))
                .or(() -> ofCrash(GoTrace.ofCrashed(lines), facts))
                .or(() -> ofSignal(exit, facts))
                .or(() -> ofWordlessExit(lines, exit, facts))
                .or(() -> ofSilence(lines, exit, facts));
    }

    private static Diagnosis ofWords(String words, Facts facts) {
        Matcher toml = TOML_POSITION.matcher(words);
        if (toml.find()) {
            boolean older = toml.group(1) != null;
            return new Diagnosis("line " + toml.group(older ? 1 : 3) + ", column " + toml.group(older ? 2 : 4) + " of "
                    + facts.configFile() + ": " + toml.group(5),
                    "Correct the configuration key that this line comes from, for example one of"
                            + " quarkus.containerd.toml.*.");
        }
        if (words.startsWith("failed to load TOML") || words.startsWith("failed to unmarshal TOML")
                || words.startsWith("toml: ")) {
            return new Diagnosis("the configuration file " + facts.configFile() + " cannot be loaded (" + words + ")",
                    "Correct the configuration keys that it comes from.");
        }
        if (words.equals(REQUIRED_PLUGIN + BOLT + ": timeout")) {
            return locked(facts);
        }
        if (words.startsWith(REQUIRED_PLUGIN + BOLT + ": ") && DAMAGED.stream().anyMatch(words::contains)) {
            return damaged(words.substring((REQUIRED_PLUGIN + BOLT + ": ").length()), facts);
        }
        if (words.contains("no space left on device") || words.contains("disk quota exceeded")) {
            Matcher path = FAILED_PATH.matcher(words);
            String full = path.find() ? path.group(1) : facts.root().toString();
            return new Diagnosis("the disk is full (" + words + ")", "Make room on the file system of " + full + ".");
        }
        if (words.contains("permission denied") || words.contains("operation not permitted")) {
            return new Diagnosis("containerd lacks a permission (" + words + ")",
                    "Run as root, or grant this user what is missing; without root, quarkus.containerd.user-namespace may help.");
        }
        if (words.contains("read-only file system")) {
            return new Diagnosis("a directory is read-only (" + words + ")",
                    "Set quarkus.containerd.root and quarkus.containerd.state to directories that can be written.");
        }
        if (words.contains("address already in use")) {
            Matcher address = LISTENED_ADDRESS.matcher(words);
            String what = address.find() ? address.group(1) : "the address";
            return new Diagnosis(what + " is in use by another process", "Stop that process, or configure another address.");
        }
        if (words.contains("unix socket path too long")) {
            return new Diagnosis("the path of the socket is too long (" + words + ")",
                    "Set quarkus.containerd.state or quarkus.containerd.grpc.address to a shorter path.");
        }
        if (words.startsWith("failed to get listener") && facts.directory().isPresent()) {
            return new Diagnosis("a directory is in the place of the socket " + facts.directory().get(),
                    "Move it away, or set the key of the socket, such as quarkus.containerd.grpc.address, to another path.");
        }
        if (words.startsWith("failed to get listener")) {
            return new Diagnosis("containerd cannot listen (" + words + ")",
                    "Move away what is at " + facts.socket() + ", or set quarkus.containerd.grpc.address to another path.");
        }
        if (words.startsWith(REQUIRED_PLUGIN + CRI + ": ")) {
            String reason = "the CRI plugin did not start: " + words.substring((REQUIRED_PLUGIN + CRI + ": ").length());
            if (words.contains(MIRRORS)) {
                return new Diagnosis(reason,
                        "Configure the mirrors with quarkus.containerd.registries, and remove them from the"
                                + " files of quarkus.containerd.config-fragments and from quarkus.containerd.toml.");
            }
            return new Diagnosis(reason,
                    "Check the keys that configure it: quarkus.containerd.runtimes, default-runtime, snapshotter, cni and toml.");
        }
        return new Diagnosis("containerd gave up (" + words + ")", "The lines before this one may say more.");
    }

    /**
     * Diagnoses a failure of setsid(1) or unshare(1), which run before containerd and in its process; the messages are
     * those of util-linux.
     */
    private static Optional<Diagnosis> ofWrapper(List<String> lines) {
        return lines.stream().filter(line -> line.startsWith("setsid: ") || line.startsWith("unshare: ")).findFirst()
                .map(line -> line.contains("failed to execute")
                        ? new Diagnosis("the executable cannot be run (" + line + ")",
                                "Install containerd, or set quarkus.containerd.executable to where it is.")
                        : new Diagnosis("the user namespace cannot be created (" + line + ")",
                                "Run as root, or allow this user to create user namespaces."));
    }

    /** @param trace the beginning of a crash report of Go */
    private static Optional<Diagnosis> ofCrash(List<String> trace, Facts facts) {
        if (trace.isEmpty()) {
            return Optional.empty();
        }
        String reason = trace.get(0);
        if (trace.stream().anyMatch(line -> line.contains(BOLT_PACKAGE))) {
            return Optional.of(damaged(reason, facts));
        }
        if (trace.stream().anyMatch(line -> GoTrace.begins(line) && NO_MEMORY.stream().anyMatch(line::contains))) {
            return Optional.of(new Diagnosis("containerd got no memory (" + reason + ")",
                    MORE_MEMORY));
        }
        if (trace.stream().anyMatch(line -> line.contains("failed to create new OS thread"))) {
            return Optional.of(new Diagnosis("containerd could not start a thread (" + reason + ")",
                    "Raise TasksMax of the unit, or the limit of the user's processes (ulimit -u)."));
        }
        if (ASKED.stream().anyMatch(reason::startsWith)) {
            return Optional.of(new Diagnosis("containerd was ended by a signal (" + reason + ")",
                    "Find out who sent it; the kernel sends none of these."));
        }
        return Optional.of(new Diagnosis("containerd crashed (" + reason + ")",
                "This is a fault in containerd; try another version of it."));
    }

    private static Diagnosis damaged(String reason, Facts facts) {
        return new Diagnosis("the database " + MetadataDatabase.below(facts.root()) + " is damaged (" + reason + ")",
                MetadataDatabase.REMEDY, true);
    }

    private static Optional<Diagnosis> ofSignal(Optional<ExitStatus> exit, Facts facts) {
        return exit.filter(ExitStatus::killed).map(status -> facts.outOfMemory()
                .map(line -> new Diagnosis("the kernel killed containerd because memory ran out (" + line + ")",
                        MORE_MEMORY))
                .orElse(new Diagnosis("containerd was killed",
                        "Unless somebody did it by hand, look for the out-of-memory killer in the kernel's log.")));
    }

    private static Optional<Diagnosis> ofWordlessExit(List<String> lines, Optional<ExitStatus> exit, Facts facts) {
        return exit.filter(status -> lines.isEmpty()).map(status -> new Diagnosis(
                "the program " + status + " and printed nothing",
                "Check that quarkus.containerd.executable, " + facts.executable()
                        + ", is containerd; a script in its place must end with: exec containerd \"$@\"."));
    }

    private static Optional<Diagnosis> ofSilence(List<String> lines, Optional<ExitStatus> exit, Facts facts) {
        if (exit.isPresent()) {
            return Optional.empty();
        }
        if (facts.databaseHolder().isPresent()
                || lines.stream().anyMatch(line -> line.contains("waiting for response from boltdb open"))) {
            return Optional.of(locked(facts));
        }
        if (facts.socketOwner().isPresent()) {
            return Optional.of(new Diagnosis(
                    "process " + facts.socketOwner().getAsLong() + " listens on " + facts.socket()
                            + ", and it is not the containerd that was started",
                    "Stop that process, or set quarkus.containerd.grpc.address to another path."));
        }
        return ofHang(lines, facts);
    }

    private static Optional<Diagnosis> ofHang(List<String> lines, Facts facts) {
        char state = facts.state().orElse('?');
        if (state == 'T' || state == 't') {
            return Optional
                    .of(new Diagnosis("containerd was stopped by a signal", "Send it SIGCONT, or find out who stopped it."));
        }
        if (state == 'D') {
            return Optional.of(new Diagnosis("containerd waits for the kernel, most often for a disk",
                    "Look at the disks of " + facts.root() + " and in the kernel's log."));
        }
        if (lines.isEmpty()) {
            return Optional.of(new Diagnosis("the program prints nothing",
                    "Check that quarkus.containerd.executable, " + facts.executable() + ", is containerd."));
        }
        return lines.stream().map(LOADING::matcher).filter(Matcher::find).reduce((earlier, later) -> later)
                .map(plugin -> new Diagnosis(
                        "containerd got no further than to load "
                                + (plugin.group(1) == null ? plugin.group(2) : plugin.group(1)),
                        "Look at what this plugin works with, or leave it out by quarkus.containerd.disabled-plugins."));
    }

    private static Diagnosis locked(Facts facts) {
        String holder = facts.databaseHolder().isPresent() ? "process " + facts.databaseHolder().getAsLong()
                : "another process";
        return new Diagnosis("the database " + MetadataDatabase.below(facts.root()) + " is locked by " + holder,
                "Another containerd runs on " + facts.root()
                        + ". Stop it, or set quarkus.containerd.root to another directory.");
    }

    private static Optional<String> last(List<String> lines, String prefix) {
        return lines.stream().filter(line -> line.startsWith(prefix)).reduce((earlier, later) -> later);
    }

    /**
     * Facts about the machine at a start of containerd that failed.
     *
     * @param configFile containerd's configuration file
     * @param root containerd's root directory
     * @param socket the socket it was supposed to serve on
     * @param databaseHolder the process that holds the lock of the metadata database
     * @param socketOwner another process that listens on the socket
     * @param directory a directory where containerd is to make a socket
     * @param executable the first program of the command
     * @param state the state letter of the process, as in {@code /proc/<pid>/stat}; empty if it has ended
     * @param outOfMemory the kernel's words about having killed it
     */
    record Facts(Path configFile, Path root, Path socket, OptionalLong databaseHolder, OptionalLong socketOwner,
            Optional<Path> directory, Path executable, Optional<Character> state, Optional<String> outOfMemory) {
    }
}
