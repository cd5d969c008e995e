package io.quarkiverse.containerd.deployment.devservices;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.quarkiverse.containerd.runtime.host.ExecutableLocator;

/** Finds out by trial whether this user may run containerd in a user namespace. */
final class UserNamespaces {

    private final ExecutableLocator locator;
    private final Trial trial;
    private final Path sysctls;

    /** Runs a program to its end. */
    @FunctionalInterface
    interface Trial {

        /** @throws IOException if the program cannot be run or fails; the message says why */
        void run(List<String> command) throws IOException;
    }

    /**
     * @param locator finds the program unshare
     * @param trial runs it
     * @param sysctls the directory of the kernel's settings, /proc/sys
     */
    UserNamespaces(ExecutableLocator locator, Trial trial, Path sysctls) {
        this.locator = locator;
        this.trial = trial;
        this.sysctls = sysctls;
    }

    /** Returns what prevents a user namespace, with the remedy; empty if nothing does. */
    Optional<String> obstacle() {
        Optional<Path> unshare = locator.find("unshare");
        if (unshare.isEmpty()) {
            return Optional.of("the program unshare of the package util-linux was not found");
        }
        try {
            trial.run(List.of(unshare.get().toString(), "--user", "--map-root-user", "--mount", "true"));
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(explain(e.getMessage()));
        }
    }

    private String explain(String failure) {
        List<String> reasons = new ArrayList<>();
        if (sysctl("user/max_user_namespaces").equals("0")) {
            reasons.add("sysctl user.max_user_namespaces is 0, it must be greater");
        }
        if (sysctl("kernel/unprivileged_userns_clone").equals("0")) {
            reasons.add("sysctl kernel.unprivileged_userns_clone is 0, it must be 1");
        }
        if (sysctl("kernel/apparmor_restrict_unprivileged_userns").equals("1")) {
            reasons.add("sysctl kernel.apparmor_restrict_unprivileged_userns is 1, it must be 0, or an AppArmor profile must"
                    + " allow userns to unshare");
        }
        return failure + (reasons.isEmpty() ? "" : " (" + String.join("; ", reasons) + ")");
    }

    private String sysctl(String name) {
        try {
            return Files.readString(sysctls.resolve(name)).strip();
        } catch (IOException e) {
            // Not every kernel has every setting
            return "";
        }
    }
}
