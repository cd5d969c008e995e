package io.quarkiverse.containerd.runtime.oci;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.Security;
import java.util.Random;

import org.junit.jupiter.api.Test;

import io.quarkiverse.containerd.client.Digest;

class Sha256Test {

    private static final String NATIVE = "AmazonCorrettoCryptoProvider";

    private final byte[] bytes = new byte[3_000_001];

    Sha256Test() {
        new Random(1).nextBytes(bytes);
        Sha256.load();
    }

    @Test
    void isNativeForManyBytes() {
        assertThat(Sha256.forSize(bytes.length).getProvider().getName()).isEqualTo(NATIVE);
        assertThat(Sha256.forSize(100).getProvider().getName()).isNotEqualTo(NATIVE);
    }

    /** In a JVM of its own, as what is loaded stays. */
    @Test
    void isLoadedOnlyWhenThereHasBeenEnough() throws Exception {
        Process program = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-cp",
                System.getProperty("java.class.path"), Providers.class.getName()).redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();

        assertThat(program.inputReader().lines()).endsWith("SUN", "SUN", "SUN", NATIVE, NATIVE);
        assertThat(program.waitFor()).isZero();
    }

    static class Providers {

        public static void main(String[] arguments) {
            long half = Sha256.WORTH_LOADING / 2;
            for (long size : new long[] { 100, half - 1, 100, half + 1, 10_000 }) {
                System.out.println(Sha256.forSize(size).getProvider().getName());
            }
        }
    }

    @Test
    void isNotInstalledInTheJvm() {
        Sha256.forSize(bytes.length);

        assertThat(Security.getProvider(NATIVE)).isNull();
    }

    @Test
    void isThatOfTheJdkWhateverTheBuffer() {
        MessageDigest sha256 = Sha256.forSize(bytes.length);
        sha256.update(ByteBuffer.wrap(bytes, 0, 1_000_000));
        ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length - 1_000_000).put(bytes, 1_000_000, bytes.length - 1_000_000);
        sha256.update(direct.flip());

        assertThat(Digest.of(sha256)).isEqualTo(Digest.of(bytes));
    }
}
