package io.quarkiverse.containerd.runtime.host;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The components of a node besides the application: the executables of each one and the packages that contain them. */
public enum ContainerdComponent {

    /** containerd, with the shim that runs pods with runc. */
    CONTAINERD(List.of("containerd", "containerd-shim-runc-v2"), "containerd", "containerd"),

    /** The default OCI runtime of pods. */
    RUNC(List.of("runc"), "runc", "runc"),

    /** The network plugins that the CNI template and containerd's loopback network use. */
    CNI_PLUGINS(List.of("loopback", "host-local", "ptp"), "containernetworking-plugins", "cni-plugins"),

    /** gVisor, the OCI runtime of pods that ask for a kernel of their own; optional. */
    RUNSC(List.of("runsc"), "runsc", "runsc");

    private final List<String> executables;
    private final String debianPackage;
    private final String shortPackage;

    ContainerdComponent(List<String> executables, String debianPackage, String shortPackage) {
        this.executables = executables;
        this.debianPackage = debianPackage;
        this.shortPackage = shortPackage;
    }

    /** Returns the components that every node needs. */
    public static Set<ContainerdComponent> required() {
        return Arrays.stream(values()).filter(component -> component != RUNSC).collect(Collectors.toUnmodifiableSet());
    }

    /** Returns the executables that make up the component, all in one directory. */
    public List<String> executables() {
        return executables;
    }

    /** Returns the package in Debian and its derivatives; Fedora uses the same names. */
    public String debianPackage() {
        return debianPackage;
    }

    /** Returns the package in openSUSE, Arch and Alpine. */
    String shortPackage() {
        return shortPackage;
    }
}
