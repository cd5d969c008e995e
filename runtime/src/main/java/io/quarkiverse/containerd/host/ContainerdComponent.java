package io.quarkiverse.containerd.host;

import java.util.List;

/**
 * What a node needs besides the application: the executables of each part, and the packages they come in.
 */
public enum ContainerdComponent {

    /** The daemon with the shim that runs pods by runc. */
    CONTAINERD(List.of("containerd", "containerd-shim-runc-v2"), "containerd", "containerd"),

    /** The OCI runtime of pods that do not ask for another one. */
    RUNC(List.of("runc"), "runc", "runc"),

    /** The network plugins that the CNI template and containerd's loopback network name. */
    CNI_PLUGINS(List.of("loopback", "host-local", "ptp"), "containernetworking-plugins", "cni-plugins");

    private final List<String> executables;
    private final String debianPackage;
    private final String shortPackage;

    ContainerdComponent(List<String> executables, String debianPackage, String shortPackage) {
        this.executables = executables;
        this.debianPackage = debianPackage;
        this.shortPackage = shortPackage;
    }

    /** The executables, all in one directory, that make the component usable. */
    public List<String> executables() {
        return executables;
    }

    /** The package of Debian and its derivatives; Fedora uses the same names. */
    public String debianPackage() {
        return debianPackage;
    }

    /** The package of openSUSE, Arch and Alpine. */
    String shortPackage() {
        return shortPackage;
    }
}
