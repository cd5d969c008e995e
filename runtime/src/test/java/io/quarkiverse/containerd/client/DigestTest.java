package io.quarkiverse.containerd.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTest {

    private static final String HEX = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void isThatOfTheBytes() {
        assertThat(Digest.of("abc".getBytes())).hasToString("sha256:" + HEX).isEqualTo(Digest.ofHex(HEX));
    }

    @ParameterizedTest
    @ValueSource(strings = { "", HEX, "sha256:", "sha512:" + HEX, "SHA256:" + HEX, "sha256:" + HEX + "0",
            "sha256:BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD",
            "sha256:../../../../../../../../../../../../../../../../../../../../../../." })
    void isNothingElse(String value) {
        assertThat(Digest.isValid(value)).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> new Digest(value));
    }
}
