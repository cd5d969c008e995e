package io.quarkiverse.containerd.runtime.render.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import io.quarkiverse.containerd.runtime.config.ConfigKeys;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.config.CriConfig;
import io.quarkiverse.containerd.runtime.render.facts.KernelFacts;
import io.quarkiverse.containerd.runtime.render.facts.KernelFacts.Cgroups;

/**
 * Notes and warnings about a kernel that is to run pods.
 *
 * @param notes what containers do without, and the key that changes it
 * @param warnings what keeps containers from running, or their limits from being kept
 */
record KernelNotes(List<String> notes, List<String> warnings) {

    /** The controllers that the kubelet's limits need. */
    private static final List<String> CONTROLLERS = List.of("cpu", "memory", "pids");

    static KernelNotes of(ContainerdConfig config, KernelFacts kernel, RuntimeHandlers runtimes) {
        List<String> notes = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        confinement(config.cri(), kernel, notes);
        cgroups(kernel, runtimes, notes, warnings);
        return new KernelNotes(List.copyOf(notes), List.copyOf(warnings));
    }

    private static void confinement(CriConfig cri, KernelFacts kernel, List<String> notes) {
        if (kernel.appArmor() && !kernel.appArmorParser() && !cri.disableApparmor().orElse(false)) {
            notes.add("The kernel has AppArmor, but there is no /sbin/apparmor_parser, so containers run without a profile:"
                    + " install apparmor, or set " + ConfigKeys.key("cri.disable-apparmor") + " = true.");
        }
        if (kernel.selinux() && cri.enableSelinux().isEmpty()) {
            notes.add("The kernel has SELinux, and containers get no labels: set " + ConfigKeys.key("cri.enable-selinux")
                    + " to true, or to false if that is meant.");
        }
        if (!kernel.selinux() && cri.enableSelinux().orElse(false)) {
            notes.add("The kernel has no SELinux, so " + ConfigKeys.key("cri.enable-selinux") + " does nothing.");
        }
        if (!kernel.userNamespaces()) {
            notes.add("The kernel allows no user namespaces, so pods cannot have their own (hostUsers: false):"
                    + " sysctl user.max_user_namespaces changes it.");
        }
    }

    private static void cgroups(KernelFacts kernel, RuntimeHandlers runtimes, List<String> notes, List<String> warnings) {
        if (kernel.cgroups() == Cgroups.NONE) {
            warnings.add("No control groups are mounted on /sys/fs/cgroup, so runc cannot run pods: mount cgroup2 there.");
            return;
        }
        List<String> missing = CONTROLLERS.stream().filter(name -> !kernel.controllers().contains(name)).toList();
        if (!missing.isEmpty()) {
            warnings.add("The kernel's control groups have no controller " + String.join(", ", missing)
                    + ", so pods' limits are not kept: switch it on at the kernel's command line (cgroup_enable=memory).");
        }
        List<String> bySystemd = runtimes.bySystemd();
        if (!kernel.systemd() && !bySystemd.isEmpty()) {
            warnings.add("systemd does not run here, so pods of the runtime handlers " + bySystemd + " cannot run: "
                    + runtimes.systemdCgroup(bySystemd.get(0)) + " must be off.");
        }
        List<String> notBySystemd = runtimes.notBySystemd();
        if (kernel.systemd() && !notBySystemd.isEmpty() && (kernel.cgroups() == Cgroups.V2 || !bySystemd.isEmpty())) {
            notes.add("systemd manages this host's control groups: with the kubelet's cgroupDriver systemd, set "
                    + notBySystemd.stream().map(runtimes::systemdCgroup).collect(Collectors.joining(", ")) + " = true.");
        }
    }
}
