package io.quarkiverse.containerd.apt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AptSourcesTest {

    @TempDir
    Path apt;

    private Path parts;

    @BeforeEach
    void createParts() throws IOException {
        parts = Files.createDirectory(apt.resolve("sources.list.d"));
    }

    @Test
    void stanzasKeepArchiveComponentsAndKey() throws IOException {
        Files.writeString(parts.resolve("debian.sources"), """
                # comment
                Types: deb deb-src
                URIs: http://mirror.test/debian
                  http://second.test/debian
                Suites: bookworm bookworm-updates
                Components: main contrib
                Signed-By:
                 -----BEGIN PGP PUBLIC KEY BLOCK-----
                 .
                 abc=
                 -----END PGP PUBLIC KEY BLOCK-----
                Trusted: yes

                Types: deb
                URIs: http://mirror.test/debian-security
                Suites: bookworm-security
                Components: main
                """);

        assertThat(AptSources.read(apt).ofSuite("bookworm", "trixie")).isEqualTo("""
                Types: deb
                URIs: http://mirror.test/debian
                 http://second.test/debian
                Suites: trixie
                Components: main contrib
                Targets: Packages
                Signed-By:\s
                 -----BEGIN PGP PUBLIC KEY BLOCK-----
                 .
                 abc=
                 -----END PGP PUBLIC KEY BLOCK-----
                """);
    }

    @Test
    void linesKeepArchiveComponentsAndKey() throws IOException {
        Files.writeString(apt.resolve("sources.list"), """
                # deb http://no.test/debian bookworm main
                deb [ arch=amd64,arm64 signed-by=/k/a.gpg trusted=yes ] http://mirror.test/debian  bookworm main  contrib # why
                deb-src http://mirror.test/debian bookworm main
                deb http://mirror.test/debian bookworm-updates main
                deb cdrom:[Debian] bookworm main
                """);
        Files.writeString(parts.resolve("more.list"), "deb [check-valid-until=no] http://snapshot.test/debian bookworm main");
        Files.writeString(parts.resolve("more.list.bak"), "deb http://no.test/debian bookworm main");

        assertThat(AptSources.read(apt).ofSuite("bookworm", "sid")).isEqualTo("""
                Types: deb
                URIs: http://mirror.test/debian
                Suites: sid
                Components: main  contrib
                Targets: Packages
                Signed-By: /k/a.gpg
                Architectures: amd64 arm64

                Types: deb
                URIs: http://snapshot.test/debian
                Suites: sid
                Components: main
                Targets: Packages
                Check-Valid-Until: no
                """);
    }

    @Test
    void sourcesThatAreOffOrOfOthersAreLeftOut() throws IOException {
        Files.writeString(parts.resolve("a.sources"), """
                Types: deb
                URIs: http://off.test/debian
                Suites: bookworm
                Components: main
                Enabled: no

                Types: deb
                URIs: http://vendor.test/
                Suites: ./
                """);
        Files.writeString(parts.resolve("b.list"), "deb http://vendor.test/debian vendor main\n");

        assertThat(AptSources.read(apt).ofSuite("bookworm", "sid")).isEmpty();
    }

    @Test
    void whereNoSourceHasTheCodeNameItsAliasesCount() throws IOException {
        Files.writeString(apt.resolve("sources.list"), "deb http://mirror.test/debian oldstable main\n");
        assertThat(AptSources.read(apt).ofSuite("bookworm", "sid")).contains("URIs: http://mirror.test/debian\n");

        Files.writeString(parts.resolve("a.list"), "deb http://own.test/debian bookworm main\n");
        assertThat(AptSources.read(apt).ofSuite("bookworm", "sid")).contains("own.test").doesNotContain("mirror.test");
    }

    @Test
    void oneArchiveIsAskedOnce() throws IOException {
        Files.writeString(apt.resolve("sources.list"), "deb http://mirror.test/debian bookworm main\n".repeat(2));

        assertThat(AptSources.read(apt).ofSuite("bookworm", "sid")).containsOnlyOnce("URIs");
    }

    @Test
    void aSystemWithoutAptHasNone() throws IOException {
        assertThat(AptSources.read(apt.resolve("none")).ofSuite("bookworm", "sid")).isEmpty();
    }
}
