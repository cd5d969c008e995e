package io.quarkiverse.containerd.apt;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The suites of the distribution that the packages come from.
 *
 * @param os the distribution
 * @param containerd the suite of containerd that the caller asks for
 */
record PackageSuites(OsRelease os, Optional<String> containerd) {

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9.+-]*");
    /** Its own runsc is from 2022 and runs no pod with its defaults. */
    private static final String RELEASE_WITH_OLD_RUNSC = "bookworm";

    /** @throws IllegalArgumentException when no suite can have that name */
    PackageSuites {
        if (containerd.isPresent() && !NAME.matcher(containerd.get()).matches()) {
            throw new IllegalArgumentException("\"" + containerd.get() + "\" is not the name of a suite; use one such as"
                    + " trixie or sid, or none for the system's own");
        }
    }

    /** Returns the suite that a package is fetched from, or nothing if that is the system's own. */
    Optional<String> of(ContainerdPackage component) {
        return switch (component) {
            case CONTAINERD -> containerd.filter(suite -> !suite.equals(os.release()));
            case RUNSC -> os.release().equals(RELEASE_WITH_OLD_RUNSC) ? Optional.of(RELEASE_WITH_OLD_RUNSC + "-backports")
                    : Optional.empty();
            case RUNC, CNI_PLUGINS -> Optional.empty();
        };
    }

    /** Whether an installed package may be used, whatever its version. */
    boolean acceptsInstalled(ContainerdPackage component) {
        return component != ContainerdPackage.CONTAINERD || containerd.isEmpty();
    }

    /** Whether a package may be fetched; the runsc of Debian's development release panics. */
    boolean fetches(ContainerdPackage component) {
        return component != ContainerdPackage.RUNSC || !os.isInDevelopment();
    }
}
