package io.quarkiverse.containerd.runtime.render.facts;

import java.util.Set;

/**
 * The means that the kernel, as it is set up, offers containers.
 *
 * @param rootFileSystem the type of the file system that holds containerd's root directory, such as {@code ext4}
 * @param overlay whether the kernel has overlayfs, or can load it
 * @param cgroups the version of the mounted control groups
 * @param controllers the controllers that control groups have, by their names
 * @param systemd whether systemd is the machine's first process
 * @param appArmor whether the kernel confines processes by AppArmor
 * @param appArmorParser whether there is the program that loads AppArmor's profiles
 * @param selinux whether the kernel confines processes by SELinux
 * @param userNamespaces whether user namespaces may be made
 */
public record KernelFacts(String rootFileSystem, boolean overlay, Cgroups cgroups, Set<String> controllers, boolean systemd,
        boolean appArmor, boolean appArmorParser, boolean selinux, boolean userNamespaces) {

    /** File systems that cannot hold the upper layer of an overlay. */
    private static final Set<String> NO_OVERLAY = Set.of("9p", "aufs", "cifs", "ecryptfs", "exfat", "nfs", "nfs4", "overlay",
            "smb3", "vfat");

    public KernelFacts {
        controllers = Set.copyOf(controllers);
    }

    /** Whether the root directory can hold overlays. */
    public boolean overlayWorks() {
        return overlay && !NO_OVERLAY.contains(rootFileSystem);
    }

    /** The version of the mounted control groups. */
    public enum Cgroups {
        /** None. */
        NONE("no control groups"),
        /** Version 1, one hierarchy for each controller, perhaps with an empty one of version 2 beside them. */
        V1("cgroup v1"),
        /** Version 2, one hierarchy. */
        V2("cgroup v2");

        private final String text;

        Cgroups(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
