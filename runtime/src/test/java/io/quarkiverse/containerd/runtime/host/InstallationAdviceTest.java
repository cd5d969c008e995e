package io.quarkiverse.containerd.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;

class InstallationAdviceTest {

    @Test
    void namesWhatIsMissingWhereItWasSearchedAndTheRemedies() {
        String advice = InstallationAdvice.missing(List.of(ContainerdComponent.RUNC, ContainerdComponent.CONTAINERD),
                List.of(Path.of("/usr/sbin"), Path.of("/usr/bin")));

        assertThat(advice).contains("containerd, containerd-shim-runc-v2, runc (searched /usr/sbin:/usr/bin)",
                "apt-get install containerd runc\n", "quarkus.containerd.executable", "quarkus.containerd.path")
                .doesNotContain("plugins\n");
    }

    @Test
    void namesThePackagesOfEachDistributionFamily() {
        String advice = InstallationAdvice.missing(ContainerdComponent.required(), List.of());

        assertThat(advice).contains("apt-get install containerd runc containernetworking-plugins",
                "dnf install containerd runc containernetworking-plugins", "zypper install containerd runc cni-plugins",
                "pacman -S containerd runc cni-plugins", "apk add containerd runc cni-plugins").doesNotContain("runsc");
    }
}
