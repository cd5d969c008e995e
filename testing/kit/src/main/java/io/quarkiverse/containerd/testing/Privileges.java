package io.quarkiverse.containerd.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Assumptions;

import io.quarkiverse.containerd.runtime.host.CurrentUser;

/** What the user of this process may do, and what becomes of tests that need more. */
final class Privileges {

    /** Whether tests that cannot run fail instead of being skipped. */
    static final String REQUIRED = "containerd.test.fail-instead-of-skip";

    private Privileges() {
    }

    static boolean isRoot() {
        return uid() == 0;
    }

    private static int uid() {
        try {
            return CurrentUser.uid();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Optional<String> obstacleToPods() {
        return isRoot() ? Optional.empty() : Optional.of("pods need root, and this test runs as the user " + uid());
    }

    /** Why there can be no containerd at all; empty if there can. */
    static Optional<String> obstacleToContainerd() {
        if (isRoot()) {
            return Optional.empty();
        }
        try {
            Process process = new ProcessBuilder("unshare", "--user", "--map-root-user", "--mount", "true")
                    .redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes()).strip();
            return process.waitFor() == 0 ? Optional.empty()
                    : Optional
                            .of("containerd needs root or a user namespace, and this machine gives this user none: " + output);
        } catch (IOException e) {
            return Optional.of("containerd needs root or a user namespace: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Skips the test if there is an obstacle, or fails it if {@value #REQUIRED} is true. */
    static void require(Optional<String> obstacle) {
        obstacle.ifPresent(why -> {
            if (ConfigProvider.getConfig().getOptionalValue(REQUIRED, Boolean.class).orElse(false)) {
                throw new AssertionError(why + " (" + REQUIRED + " is true)");
            }
            Assumptions.abort(why + " (" + REQUIRED + "=true makes this a failure)");
        });
    }
}
