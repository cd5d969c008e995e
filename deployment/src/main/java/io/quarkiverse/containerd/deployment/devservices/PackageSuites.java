package io.quarkiverse.containerd.deployment.devservices;

import java.util.Optional;
import java.util.regex.Pattern;

import io.quarkiverse.containerd.runtime.config.ConfigurationException;
import io.quarkiverse.containerd.runtime.host.ContainerdComponent;

/**
 * Which suite of the distribution each component comes from.
 *
 * @param os the distribution
 * @param containerd the suite of containerd that the user asks for
 */
record PackageSuites(OsRelease os, Optional<String> containerd) {

    static final String KEY = "quarkus.containerd.devservices.containerd-suite";

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9.+-]*");
    /** Its own runsc is of 2022 and runs no pod with its defaults. */
    private static final String RELEASE_WITH_OLD_RUNSC = "bookworm";

    /** @throws ConfigurationException when no suite can have the name that the user asks for */
    PackageSuites {
        if (containerd.isPresent() && !NAME.matcher(containerd.get()).matches()) {
            throw new ConfigurationException(KEY,
                    "\"" + containerd.get() + "\" is no name of a suite; use one such as trixie or"
                            + " sid, or leave the key out for the system's own");
        }
    }

    /** The suite that a component is fetched from; nothing when that is the system's own. */
    Optional<String> of(ContainerdComponent component) {
        return switch (component) {
            case CONTAINERD -> containerd.filter(suite -> !suite.equals(os.release()));
            case RUNSC -> os.release().equals(RELEASE_WITH_OLD_RUNSC) ? Optional.of(RELEASE_WITH_OLD_RUNSC + "-backports")
                    : Optional.empty();
            case RUNC, CNI_PLUGINS -> Optional.empty();
        };
    }

    /** Whether an installed component may be taken, whatever its version. */
    boolean takesInstalled(ContainerdComponent component) {
        return component != ContainerdComponent.CONTAINERD || containerd.isEmpty();
    }

    /** Whether a component may be fetched; the runsc of Debian's development release panics. */
    boolean fetches(ContainerdComponent component) {
        return component != ContainerdComponent.RUNSC || !os.isInDevelopment();
    }
}
