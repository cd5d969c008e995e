package io.quarkiverse.containerd.apt;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The packages of Debian and its derivatives that make up a node, with the executables that each must hold. */
public enum ContainerdPackage {

    /** The daemon with the shim that runs pods by runc. */
    CONTAINERD("containerd", "containerd", "containerd-shim-runc-v2"),

    /** The OCI runtime of pods that do not ask for another one. */
    RUNC("runc", "runc"),

    /** The network plugins. */
    CNI_PLUGINS("containernetworking-plugins", "loopback", "host-local", "ptp"),

    /** gVisor's OCI runtime, which a node can do without. */
    RUNSC("runsc", "runsc");

    private final String packageName;
    private final List<String> executables;

    ContainerdPackage(String packageName, String... executables) {
        this.packageName = packageName;
        this.executables = List.of(executables);
    }

    /** Returns the packages that every node needs. */
    static Set<ContainerdPackage> required() {
        return EnumSet.complementOf(EnumSet.of(RUNSC));
    }

    /** The name of the package. */
    public String packageName() {
        return packageName;
    }

    /** The executables, all in one directory, that make the package usable. */
    public List<String> executables() {
        return executables;
    }
}
