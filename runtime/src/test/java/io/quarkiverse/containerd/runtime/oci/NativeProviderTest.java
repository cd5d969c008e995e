package io.quarkiverse.containerd.runtime.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.junit.jupiter.api.Test;

class NativeProviderTest {

    private static final String LIBRARY = "com/amazon/corretto/crypto/provider/libamazonCorrettoCryptoProvider.so";
    private static final int MACHINE = 18;
    private static final short X86_64 = 62;
    private static final short AARCH64 = 183;

    @Test
    void bothArchitecturesHaveALibrary() throws Exception {
        List<Short> machines = new ArrayList<>();
        for (URL library : Collections.list(NativeProvider.class.getClassLoader().getResources(LIBRARY))) {
            try (InputStream in = library.openStream()) {
                machines.add(ByteBuffer.wrap(in.readNBytes(MACHINE + Short.BYTES)).order(ByteOrder.LITTLE_ENDIAN)
                        .getShort(MACHINE));
            }
        }
        assertThat(machines).containsExactlyInAnyOrder(X86_64, AARCH64);
    }

    @Test
    void anotherArchitectureHasNone() {
        String here = System.setProperty("os.arch", "riscv64");
        try {
            assertThatThrownBy(NativeProvider::load).isInstanceOf(IOException.class)
                    .hasMessage("no library for riscv64 on the class path");
        } finally {
            System.setProperty("os.arch", here);
        }
    }
}
