package io.quarkiverse.containerd.apt;

import java.util.Set;
import java.util.stream.Collectors;

/** Packages that are neither installed nor in the cache, and cannot be fetched. */
public final class PackagesUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Set<ContainerdPackage> missing;
    private final String reason;

    PackagesUnavailableException(Set<ContainerdPackage> missing, String reason, Throwable cause) {
        super(missing.stream().sorted().map(ContainerdPackage::packageName).collect(Collectors.joining(", "))
                + " cannot be found or fetched. " + reason, cause);
        this.missing = Set.copyOf(missing);
        this.reason = reason;
    }

    /** The packages that are missing, not empty. */
    public Set<ContainerdPackage> missing() {
        return missing;
    }

    /** The reason why they cannot be fetched: one or more sentences, with the last lines of apt's output if apt was run. */
    public String reason() {
        return reason;
    }
}
