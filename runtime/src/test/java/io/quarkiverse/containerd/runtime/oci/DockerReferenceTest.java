package io.quarkiverse.containerd.runtime.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DockerReferenceTest {

    private static final String HEX = "0123456789abcdef".repeat(4);

    @ParameterizedTest
    @CsvSource({ "app, docker.io/library/app:latest", "app:1, docker.io/library/app:1", "me/app, docker.io/me/app:latest",
            "index.docker.io/app, docker.io/library/app:latest", "docker.io/app:x, docker.io/library/app:x",
            "reg.example.com:5000/x/y:v2, reg.example.com:5000/x/y:v2", "localhost/z, localhost/z:latest",
            "host:80/z, host:80/z:latest", "Upper.host/x, Upper.host/x:latest", "Upper/x, Upper/x:latest",
            "a__b/c-d--e/f.g:T_1.x-2, docker.io/a__b/c-d--e/f.g:T_1.x-2", "[::1]:5000/x:1, [::1]:5000/x:1" })
    void completes(String text, String complete) throws ImageException {
        assertThat(DockerReference.parse(text)).hasToString(complete);
    }

    @Test
    void aDigestReplacesTheTag() throws ImageException {
        DockerReference reference = DockerReference.parse("r.io/a:t@sha256:" + HEX);
        assertThat(reference).hasToString("r.io/a@sha256:" + HEX);
        assertThat(reference.object()).isEqualTo("@sha256:" + HEX);
    }

    /** The texts are those of {@code ctr images import}. */
    @ParameterizedTest
    @CsvSource({ "UPPER:case, invalid reference format: repository name must be lowercase",
            "x/UP:1, invalid reference format: repository name must be lowercase", "a b, invalid reference format",
            "'', invalid reference format", "x:, invalid reference format", "x@sha256:abc, invalid reference format",
            "a___b, invalid reference format", "a/-b, invalid reference format", "a..b, invalid reference format" })
    void refuses(String text, String reason) {
        assertThatThrownBy(() -> DockerReference.parse(text)).isInstanceOf(ImageException.class)
                .hasMessage("normalize image ref \"" + text + "\": " + reason);
    }

    @Test
    void refusesBadDigestsAndNames() {
        assertReason(HEX, "invalid repository name (" + HEX + "), cannot specify 64-byte hexadecimal strings");
        assertReason("x@sha256:" + HEX.toUpperCase(), "invalid checksum digest format");
        assertReason("x@foo:" + HEX, "unsupported digest algorithm");
        assertReason("x@sha512:" + HEX, "invalid checksum digest length");
        assertReason("r.io/" + "a".repeat(260), "repository name must not be more than 255 characters");
        assertThatThrownBy(() -> DockerReference.parse("q\"uo\\te"))
                .hasMessage("normalize image ref \"q\\\"uo\\\\te\": invalid reference format");
    }

    private static void assertReason(String text, String reason) {
        assertThatThrownBy(() -> DockerReference.parse(text)).isInstanceOf(ImageException.class).hasMessageEndingWith(reason);
    }

    @Test
    void refusesLongTextsQuickly() {
        assertReason("a".repeat(2000), "it must not be more than 1024 characters");
        for (String text : new String[] { "a-".repeat(500), "a".repeat(1000) + "!", "a.".repeat(500) + "/",
                "x/" + "a_".repeat(400) + "!", "x".repeat(5_000_000) }) {
            Assertions.assertTimeoutPreemptively(Duration.ofSeconds(60),
                    () -> assertThatThrownBy(() -> DockerReference.parse(text)).isInstanceOf(ImageException.class));
        }
    }
}
