package io.quarkiverse.containerd.runtime.host.probe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.quarkiverse.containerd.runtime.render.facts.KernelFacts;
import io.quarkiverse.containerd.runtime.render.facts.KernelFacts.Cgroups;

/**
 * Determines from the proc and sys file systems what the kernel offers to containers. It changes nothing and needs
 * no privileges.
 */
final class KernelInspector {

    /** The options of mounts of any kind; see mount(8). */
    private static final Set<String> MOUNT_OPTIONS = Set.of("rw", "ro", "nosuid", "nodev", "noexec", "relatime", "noatime",
            "nodiratime", "strictatime", "sync", "dirsync", "xattr", "clone_children", "noprefix", "none");

    private final Path rootDirectory;

    /** @param rootDirectory the root directory of the machine, as seen by this process */
    KernelInspector(Path rootDirectory) {
        this.rootDirectory = rootDirectory;
    }

    KernelFacts inspect(Path root) throws IOException {
        List<String[]> mounts = mounts();
        boolean v2 = mounts.stream().anyMatch(mount -> mount[1].equals("/sys/fs/cgroup") && mount[2].equals("cgroup2"));
        boolean v1 = mounts.stream().anyMatch(mount -> mount[2].equals("cgroup"));
        Cgroups cgroups = v2 ? Cgroups.V2 : v1 ? Cgroups.V1 : Cgroups.NONE;
        return new KernelFacts(fileSystem(root), overlay(), cgroups, controllers(cgroups, mounts),
                Files.isDirectory(rootDirectory.resolve("run/systemd/system")),
                text("sys/module/apparmor/parameters/enabled").startsWith("Y"),
                Files.exists(rootDirectory.resolve("sbin/apparmor_parser")),
                Files.exists(rootDirectory.resolve("sys/fs/selinux/enforce")),
                !text("proc/sys/user/max_user_namespaces").strip().matches("0?"));
    }

    /** Returns device, directory, type and options of each mount; see fstab(5). */
    private List<String[]> mounts() throws IOException {
        return Files.readAllLines(rootDirectory.resolve("proc/self/mounts")).stream().map(line -> line.split(" "))
                .filter(fields -> fields.length >= 4).toList();
    }

    private Set<String> controllers(Cgroups cgroups, List<String[]> mounts) throws IOException {
        Set<String> controllers = new TreeSet<>();
        if (cgroups == Cgroups.V2) {
            controllers.addAll(List.of(text("sys/fs/cgroup/cgroup.controllers").strip().split("\\s+")));
        } else {
            // a hierarchy's controllers are among the options it is mounted with
            mounts.stream().filter(mount -> mount[2].equals("cgroup"))
                    .forEach(mount -> controllers.addAll(Arrays.asList(mount[3].split(","))));
            controllers.removeIf(option -> MOUNT_OPTIONS.contains(option) || option.contains("="));
        }
        return controllers;
    }

    private boolean overlay() throws IOException {
        if (text("proc/filesystems").lines().anyMatch(line -> line.endsWith("\toverlay"))) {
            return true;
        }
        Path modules = rootDirectory.resolve("lib/modules").resolve(text("proc/sys/kernel/osrelease").strip());
        // a container does not see the host's modules, and the kernel loads the module for it all the same
        return !Files.exists(modules.resolve("modules.dep"))
                || Files.readString(modules.resolve("modules.dep")).contains("/overlay.ko");
    }

    private static String fileSystem(Path directory) throws IOException {
        Path existing = directory.toAbsolutePath();
        while (!Files.exists(existing)) {
            existing = existing.getParent();
        }
        return Files.getFileStore(existing).type();
    }

    /** Reads a file; empty if it does not exist. */
    private String text(String file) throws IOException {
        Path path = rootDirectory.resolve(file);
        return Files.exists(path) ? Files.readString(path) : "";
    }
}
