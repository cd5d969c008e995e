package io.quarkiverse.containerd.apt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;

class OsReleaseTest {

    @Test
    void debian() {
        OsRelease os = OsRelease.parse(List.of("PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"", "VERSION_ID=\"12\"",
                "VERSION_CODENAME=bookworm", "ID=debian"));

        assertThat(os.name()).isEqualTo("Debian GNU/Linux 12 (bookworm)");
        assertThat(os.release()).isEqualTo("bookworm");
        assertThat(os.isDebianFamily()).isTrue();
    }

    @Test
    void aDerivativeOfADerivative() {
        OsRelease os = OsRelease
                .parse(List.of("# made by hand", "", "ID=linuxmint", "ID_LIKE='ubuntu debian'", "VERSION_ID=22"));

        assertThat(os.families()).containsExactlyInAnyOrder("linuxmint", "ubuntu", "debian");
        assertThat(os.release()).isEqualTo("22");
        assertThat(os.isDebianFamily()).isTrue();
    }

    @Test
    void anotherFamily() {
        OsRelease os = OsRelease.parse(List.of("ID=fedora", "VERSION_ID=43", "PRETTY_NAME=\"Fedora \\\"43\\\"\""));

        assertThat(os.name()).isEqualTo("Fedora \"43\"");
        assertThat(os.isDebianFamily()).isFalse();
    }

    @Test
    void nothingKnown() {
        assertThat(OsRelease.parse(List.of("nonsense", "=x", "VERSION_CODENAME="))).satisfies(os -> {
            assertThat(os.name()).isEqualTo("linux");
            assertThat(os.release()).isEqualTo("linux");
            assertThat(os.isDebianFamily()).isFalse();
        });
    }
}
