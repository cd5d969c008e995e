package io.quarkiverse.containerd.runtime.host;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a node runs besides the application: the executables of each part, and the packages they come in.
 */
public enum ContainerdComponent {

    /** The daemon with the shim that runs pods by runc. */
    CONTAINERD(List.of("containerd", "containerd-shim-runc-v2"), "containerd", "containerd"),

    /** The OCI runtime of pods that do not ask for another one. */
    RUNC(List.of("runc"), "runc", "runc"),

    /** The network plugins that the CNI template and containerd's loopback network name. */
    CNI_PLUGINS(List.of("loopback", "host-local", "ptp"), "containernetworking-plugins", "cni-plugins"),

    /** gVisor, the OCI runtime of pods that ask for a kernel of their own; a node goes without it. */
    RUNSC(List.of("runsc"), "runsc", "runsc");

    private final List<String> executables;
    private final String debianPackage;
    private final String shortPackage;

    ContainerdComponent(List<String> executables, String debianPackage, String shortPackage) {
        this.executables = executables;
        this.debianPackage = debianPackage;
        this.shortPackage = shortPackage;
    }

    /** The components that no node goes without. */
    public static Set<ContainerdComponent> required() {
        return Arrays.stream(values()).filter(component -> component != RUNSC).collect(Collectors.toUnmodifiableSet());
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
