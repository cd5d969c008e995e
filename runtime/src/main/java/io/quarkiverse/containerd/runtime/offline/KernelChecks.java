package io.quarkiverse.containerd.runtime.offline;

import static io.quarkiverse.containerd.runtime.offline.Finding.Verdict.FAILURE;
import static io.quarkiverse.containerd.runtime.offline.Finding.Verdict.NOTE;
import static io.quarkiverse.containerd.runtime.offline.Finding.Verdict.WARNING;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

import io.quarkiverse.containerd.runtime.render.facts.HostFacts;
import io.quarkiverse.containerd.runtime.render.facts.KernelFacts;

/** What the kernel has, and how it is set up. */
final class KernelChecks {

    private static final String FORWARD = "proc/sys/net/ipv4/ip_forward";
    private static final String SECCOMP = "proc/sys/kernel/seccomp/actions_avail";
    private static final String WATCHES = "proc/sys/fs/inotify/max_user_instances";
    private static final int FEW_WATCHES = 128;

    private final Path root;

    /** @param root the root directory of the machine, as seen by this process */
    KernelChecks(Path root) {
        this.root = root;
    }

    /** @param pods whether pods run here */
    List<Finding> of(HostFacts host, boolean pods) {
        KernelFacts kernel = host.kernel();
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.ok(HostCheck.KERNEL, "It is " + System.getProperty("os.name") + " "
                + System.getProperty("os.version") + " on " + System.getProperty("os.arch") + "."));
        if (pods) {
            sysctls(findings);
        }
        findings.add(kernel.cgroups() == KernelFacts.Cgroups.NONE
                ? Finding.of(HostCheck.CGROUPS, FAILURE, "None are mounted on /sys/fs/cgroup, so that no pod can run.",
                        "Mount cgroup2 there.")
                : Finding.ok(HostCheck.CGROUPS, "There is " + kernel.cgroups() + " with "
                        + String.join(", ", new TreeSet<>(kernel.controllers())) + "."));
        findings.add(kernel.overlayWorks()
                ? Finding.ok(HostCheck.OVERLAYFS,
                        "The kernel has it, and " + kernel.rootFileSystem() + " can hold overlays.")
                : Finding.of(HostCheck.OVERLAYFS, WARNING, "There is none for " + kernel.rootFileSystem()
                        + ", so that images are copied as a whole.",
                        "Put quarkus.containerd.root on ext4 or XFS, and load the module overlay."));
        return findings;
    }

    private void sysctls(List<Finding> findings) {
        if (text(FORWARD).equals("0")) {
            findings.add(Finding.of(HostCheck.KERNEL, WARNING, "It forwards no packets, so that pods reach nothing beyond"
                    + " this node.", "Set net.ipv4.ip_forward = 1 in /etc/sysctl.d."));
        }
        if (!Files.exists(root.resolve(SECCOMP))) {
            findings.add(Finding.of(HostCheck.KERNEL, FAILURE, "It has no seccomp, which the profile of every container needs.",
                    "Run a kernel with CONFIG_SECCOMP_FILTER."));
        }
        String watches = text(WATCHES);
        if (watches.matches("\\d{1,9}") && Integer.parseInt(watches) <= FEW_WATCHES) {
            findings.add(Finding.of(HostCheck.KERNEL, NOTE, "A user may have " + watches + " inotify instances, which many pods"
                    + " exhaust.", "Set fs.inotify.max_user_instances = 8192 in /etc/sysctl.d."));
        }
    }

    /** Returns the content of a file; empty if it cannot be read. */
    private String text(String file) {
        try {
            return Files.readString(root.resolve(file)).strip();
        } catch (IOException e) {
            return "";
        }
    }
}
