package io.quarkiverse.containerd.runtime.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import io.quarkiverse.containerd.runtime.config.ConfigKeys;
import io.quarkiverse.containerd.runtime.config.ConfigurationException;
import io.quarkiverse.containerd.runtime.disk.FileSystemErrors;
import io.quarkiverse.containerd.runtime.host.ExecutableLocator;
import io.quarkiverse.containerd.runtime.host.HostException;
import io.quarkiverse.containerd.runtime.host.files.PathOwnership;
import io.quarkiverse.containerd.runtime.host.process.UserSwitch;
import io.quarkiverse.containerd.runtime.text.BoundedText;

/** Refuses configured processes that cannot work, before anything starts. */
final class ProcessChecks {

    private static final Pattern NAME = Pattern.compile("[a-z0-9_]{1,64}");

    private final Map<String, ConfiguredProcess> processes;
    private final Map<String, Boolean> beans;

    /**
     * @param processes those that are part of the tree, by DN
     * @param beans the DNs of the supervised beans, and whether each is part of the tree
     */
    ProcessChecks(Map<String, ConfiguredProcess> processes, Map<String, Boolean> beans) {
        this.processes = processes;
        this.beans = beans;
    }

    /** @throws ConfigurationException naming the key of the first process that has no place in the tree, and the remedy */
    void places() {
        processes.values().forEach(this::place);
        processes.values().forEach(this::order);
        processes.values().forEach(this::circle);
    }

    private void place(ConfiguredProcess process) {
        if (!NAME.matcher(process.name()).matches()) {
            throw process.error("", "the name of a node has at most 64 small letters, digits and underscores; rename it");
        }
        if (beans.containsKey(process.dn())) {
            throw process.error("", process.dn() + " is a node already; give the process another name");
        }
    }

    private void order(ConfiguredProcess process) {
        for (String dn : process.after()) {
            if (dn.equals(StartOrder.STARTED) || processes.containsKey(dn)) {
                continue;
            }
            String shown = BoundedText.name(dn);
            if (!beans.containsKey(dn)) {
                throw process.error("after", "there is no node " + shown + "; use " + known());
            }
            if (!beans.get(dn)) {
                throw process.error("after", "the node " + shown + " is not part of the tree of this host and configuration, so"
                        + " that the process would never start; leave it out");
            }
        }
    }

    private String known() {
        Set<String> known = new LinkedHashSet<>(List.of(StartOrder.STARTED));
        beans.forEach((dn, present) -> {
            if (present) {
                known.add(dn);
            }
        });
        known.addAll(processes.keySet());
        return String.join(" or ", known);
    }

    private void circle(ConfiguredProcess process) {
        Deque<String> path = new ArrayDeque<>();
        if (leadsBack(process.dn(), process.dn(), path, new LinkedHashSet<>())) {
            throw process.error("after", "the process waits for itself: " + String.join(" after ", path)
                    + "; leave one of them out");
        }
    }

    private boolean leadsBack(String from, String to, Deque<String> path, Set<String> seen) {
        path.addLast(from);
        for (String next : Optional.ofNullable(processes.get(from)).map(ConfiguredProcess::after).orElse(List.of())) {
            if (next.equals(to)) {
                path.addLast(next);
                return true;
            }
            if (seen.add(next) && leadsBack(next, to, path, seen)) {
                return true;
            }
        }
        path.removeLast();
        return false;
    }

    /**
     * Checks program, directory and user.
     *
     * @param searchPath the directories of programs that are named without one
     * @param strict whether a program that somebody else could change is refused
     * @throws ConfigurationException naming the key of what cannot be run, and the remedy
     */
    static void program(ConfiguredProcess process, String program, Collection<Path> searchPath, boolean strict) {
        Path found = find(process, program, searchPath);
        require(process, "command", found, Files::exists, "is missing; install it, or name another program");
        require(process, "command", found, file -> Files.isRegularFile(file) && Files.isExecutable(file),
                "is not a file that this user can execute; correct its mode, or name another program");
        require(process, "directory", process.config().directory(), Files::isDirectory,
                "is not a directory; make it, or name another one");
        if (strict) {
            ownership(process, found);
        }
        process.config().user().ifPresent(user -> {
            try {
                UserSwitch.to(user);
            } catch (HostException e) {
                throw process.error("user", e.getMessage());
            }
        });
    }

    private static Path find(ConfiguredProcess process, String program, Collection<Path> searchPath) {
        if (program.startsWith("/")) {
            return Path.of(program);
        }
        return new ExecutableLocator(searchPath).find(program).orElseThrow(() -> process.error("command", "there is no program "
                + BoundedText.name(program) + " in " + ConfigKeys.key("path") + "; install it, or name its absolute path"));
    }

    private static void require(ConfiguredProcess process, String key, Path path, Predicate<Path> met, String fault) {
        if (!met.test(path)) {
            throw process.error(key, BoundedText.name(path.toString()) + " " + fault);
        }
    }

    private static void ownership(ConfiguredProcess process, Path program) {
        try {
            PathOwnership.weakness(program).ifPresent(weakness -> {
                throw process.error("command", weakness + ", or name another program");
            });
        } catch (IOException e) {
            throw process.error("command", "owner and mode of " + program + " cannot be examined: "
                    + FileSystemErrors.describe(e) + "; name another program");
        }
    }
}
