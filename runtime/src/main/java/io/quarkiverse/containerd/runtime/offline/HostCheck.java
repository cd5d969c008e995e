package io.quarkiverse.containerd.runtime.offline;

import static io.quarkiverse.containerd.runtime.offline.Finding.Verdict.FAILURE;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

import io.quarkiverse.containerd.runtime.config.ConfigurationException;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.daemon.Installation;
import io.quarkiverse.containerd.runtime.daemon.InstallationFinder;
import io.quarkiverse.containerd.runtime.host.HostException;
import io.quarkiverse.containerd.runtime.render.facts.HostFacts;
import io.quarkiverse.containerd.runtime.render.facts.RuntimePrograms;
import io.quarkiverse.containerd.runtime.render.settings.RenderContext;

/**
 * Looks whether a daemon of a configuration could run on this host, before it is started or beside it. It changes nothing, and
 * what this user may not see it does not judge.
 */
public final class HostCheck {

    static final String CONFIGURATION = "configuration";
    static final String CONTAINERD = "containerd";
    static final String RUNTIMES = "runtimes";
    static final String CNI = "CNI plugins";
    static final String KERNEL = "kernel";
    static final String CGROUPS = "cgroups";
    static final String OVERLAYFS = "overlayfs";
    static final String PERMISSIONS = "permissions";
    static final String SOCKETS = "sockets";
    static final String PORTS = "ports";
    static final String ROOM = "room";
    static final String CLOCK = "clock";
    static final String OTHERS = "other containerds";

    private static final List<String> ORDER = List.of(CONFIGURATION, CONTAINERD, RUNTIMES, CNI, KERNEL, CGROUPS, OVERLAYFS,
            PERMISSIONS, SOCKETS, PORTS, ROOM, CLOCK, OTHERS);
    private static final Path MACHINE = Path.of("/");

    private final ContainerdConfig config;
    private final List<Finding> findings = new ArrayList<>();

    private HostCheck(ContainerdConfig config) {
        this.config = config;
    }

    /** Returns all findings by subject, in a fixed order; each subject has at least one. */
    public static List<Finding> of(ContainerdConfig config) {
        HostCheck check = new HostCheck(config);
        check.installation();
        check.listeners();
        check.findings.addAll(new RoomChecks(config).all());
        check.findings.add(new OtherContainerds(config).find());
        return check.findings.stream().sorted(Comparator.comparingInt(finding -> ORDER.indexOf(finding.check()))).toList();
    }

    private void installation() {
        InstallationFinder finder = new InstallationFinder(config);
        try {
            Installation found = finder.find();
            findings.addAll(RenderingFindings.of(found.rendering()));
            addUnlessTold(Finding.ok(CONFIGURATION, "All keys can be rendered for this containerd."));
            findings.add(Finding.ok(CONTAINERD, found.executable() + " is version " + found.version() + "."));
            findings.add(new ClockCheck(MACHINE).of(Instant.now(), found.executable()));
            host(() -> finder.facts(found.executable()), found.rendering().criEnabled());
        } catch (ConfigurationException | IllegalStateException e) {
            findings.add(Finding.of(e.getMessage().startsWith(InstallationFinder.EXECUTABLE) ? CONTAINERD : CONFIGURATION,
                    FAILURE, e.getMessage()));
            findings.add(new ClockCheck(MACHINE).of(Instant.now(), MACHINE.resolve("etc/hostname")));
            host(finder::facts, RenderContext.criEnabled(config));
        }
    }

    private interface Facts {
        HostFacts get() throws HostException;
    }

    private void host(Facts facts, boolean pods) {
        try {
            HostFacts host = facts.get();
            new KernelChecks(MACHINE).of(host, pods).forEach(this::addUnlessWrong);
            addUnlessWrong(root(host));
            if (pods) {
                addUnlessWrong(runtimes(host.programs()));
                addUnlessWrong(plugins(host.cniDirectories()));
            }
        } catch (HostException | ConfigurationException e) {
            findings.add(Finding.of(KERNEL, FAILURE, e.getMessage()));
        }
    }

    private Finding root(HostFacts host) {
        return host.root() || config.process().userNamespace()
                ? Finding.ok(PERMISSIONS, "This is root, and nobody else can change the daemon's directories.")
                : Finding.of(PERMISSIONS, FAILURE, "This user is not root, and only root can run pods.",
                        "Run the daemon, and this check, as root.");
    }

    private static Finding runtimes(RuntimePrograms programs) {
        String found = String.join(", ", new TreeSet<>(programs.paths().keySet()));
        return found.isEmpty() ? Finding.of(RUNTIMES, FAILURE, "There is none on quarkus.containerd.path.", "Install runc.")
                : Finding.ok(RUNTIMES, "There are " + found + ".");
    }

    private static Finding plugins(List<Path> directories) {
        return directories.isEmpty()
                ? Finding.of(CNI, FAILURE, "They are not all in one directory, so that no pod can run.",
                        "Install them, or set quarkus.containerd.cni.bin-dir to their directory.")
                : Finding.ok(CNI, "They are in " + directories.get(0) + ".");
    }

    private void listeners() {
        SocketChecks sockets = new SocketChecks(config);
        if (sockets.daemonRuns()) {
            findings.add(Finding.ok(SOCKETS, "The daemon runs, and listens on its own: command status says how it is."));
        } else {
            findings.addAll(sockets.all());
        }
    }

    private void addUnlessTold(Finding finding) {
        if (findings.stream().noneMatch(told -> told.check().equals(finding.check()))) {
            findings.add(finding);
        }
    }

    /** Adds a finding unless rendering has told what is wrong with its subject; there is more than one about the kernel. */
    private void addUnlessWrong(Finding finding) {
        if (finding.check().equals(KERNEL) || findings.stream().noneMatch(told -> told.check().equals(finding.check())
                && told.verdict().compareTo(Finding.Verdict.WARNING) >= 0)) {
            findings.add(finding);
        }
    }
}
