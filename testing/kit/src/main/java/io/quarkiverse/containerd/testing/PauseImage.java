package io.quarkiverse.containerd.testing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/** A sandbox image: a program that does nothing, made here so that no registry is needed. */
final class PauseImage {

    private static final int HEADERS = 64 + 56;
    private static final long ADDRESS = 0x400000;
    private static final short X86_64 = 0x3e;
    private static final short AARCH64 = 0xb7;
    /** {@code for (;;) pause();} */
    private static final String X86_64_CODE = "b822000000" + "0f05" + "ebf7";
    /** {@code for (;;) ppoll(NULL, 0, NULL, NULL, 0);} */
    private static final String AARCH64_CODE = "280980d2" + "000080d2" + "010080d2" + "020080d2" + "030080d2" + "040080d2"
            + "010000d4" + "faffff17";

    private PauseImage() {
    }

    static ImageArchive named(String name) {
        return ImageArchive.of(name).program("pause", program()).entrypoint("/pause");
    }

    /** An ELF file with one segment that holds all of it. */
    private static byte[] program() {
        boolean arm = System.getProperty("os.arch").equals("aarch64");
        byte[] code = HexFormat.of().parseHex(arm ? AARCH64_CODE : X86_64_CODE);
        ByteBuffer file = ByteBuffer.allocate(HEADERS + code.length).order(ByteOrder.LITTLE_ENDIAN);
        file.put(HexFormat.of().parseHex("7f454c46" + "020101" + "00".repeat(9)));
        file.putShort((short) 2).putShort(arm ? AARCH64 : X86_64).putInt(1);
        file.putLong(ADDRESS + HEADERS).putLong(64).putLong(0).putInt(0);
        file.putShort((short) 64).putShort((short) 56).putShort((short) 1).putShort((short) 64).putInt(0);
        file.putInt(1).putInt(5).putLong(0).putLong(ADDRESS).putLong(ADDRESS);
        file.putLong(file.capacity()).putLong(file.capacity()).putLong(0x1000);
        return file.put(code).array();
    }
}
