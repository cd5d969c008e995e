package io.quarkiverse.containerd.deployment.devservices;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.quarkiverse.containerd.runtime.host.ExecutableLocator;

/** Whether this user may run containerd in a user namespace: tried, not guessed. */
final class UserNamespaces {

    private final ExecutableLocator locator;
    private final CommandRunner runner;
    private final Path sysctls;

    /**
     * @param sysctls the directory of the kernel's settings, /proc/sys
     */
    UserNamespaces(ExecutableLocator locator, CommandRunner runner, Path sysctls) {
        this.locator = locator;
        this.runner = runner;
        this.sysctls = sysctls;
    }

    /** What stands in the way, with the remedy, or nothing. */
    Optional<String> obstacle() throws IOException {
        Optional<Path> unshare = locator.find("unshare");
        if (unshare.isEmpty()) {
            return Optional.of("the program unshare of the package util-linux was not found");
        }
        CommandResult result = runner.run(
                List.of(unshare.get().toString(), "--user", "--map-root-user", "--mount", "true"), Path.of("/"), line -> {
                });
        return result.succeeded() ? Optional.empty() : Optional.of(explain(result));
    }

    private String explain(CommandResult result) {
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
        String said = String.join("; ", result.lastLines());
        return said + (reasons.isEmpty() ? "" : " (" + String.join("; ", reasons) + ")");
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
