package io.quarkiverse.containerd.deployment.devservices;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.containerd.runtime.host.ExecutableLocator;

class UserNamespacesTest {

    @TempDir
    Path sysctls;

    @Test
    void aKernelThatGivesOneIsNoObstacle() throws Exception {
        assertThat(userNamespaces(false).obstacle()).isEmpty();
    }

    @Test
    void theKernelsSettingsExplainARefusal() throws Exception {
        sysctl("user/max_user_namespaces", "0");
        sysctl("kernel/unprivileged_userns_clone", "1");
        sysctl("kernel/apparmor_restrict_unprivileged_userns", "1");

        assertThat(userNamespaces(true).obstacle()).hasValueSatisfying(obstacle -> assertThat(obstacle)
                .contains("unshare failed", "user.max_user_namespaces is 0", "apparmor_restrict_unprivileged_userns is 1")
                .doesNotContain("unprivileged_userns_clone"));
    }

    @Test
    void withoutSettingsTheProgramsWordsRemain() throws Exception {
        assertThat(userNamespaces(true).obstacle()).contains("unshare failed");
    }

    @Test
    void theProgramIsNeeded() throws Exception {
        UserNamespaces userNamespaces = new UserNamespaces(new ExecutableLocator(List.of(sysctls)),
                command -> {
                    throw new AssertionError(command);
                }, sysctls);

        assertThat(userNamespaces.obstacle()).hasValueSatisfying(obstacle -> assertThat(obstacle).contains("util-linux"));
    }

    private UserNamespaces userNamespaces(boolean fails) {
        return new UserNamespaces(ExecutableLocator.forSearchPath(null), command -> {
            assertThat(command).endsWith("--user", "--map-root-user", "--mount", "true");
            if (fails) {
                throw new IOException("unshare failed");
            }
        }, sysctls);
    }

    private void sysctl(String name, String value) throws Exception {
        Path file = sysctls.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, value + "\n");
    }
}
