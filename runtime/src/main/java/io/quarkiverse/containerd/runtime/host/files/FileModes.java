package io.quarkiverse.containerd.runtime.host.files;

import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/** File modes as numbers, as mkfifo(1) and people write them. */
final class FileModes {

    private FileModes() {
    }

    /** Formats the mode in octal with four digits, for example {@code 0750}. */
    static String octal(Set<PosixFilePermission> mode) {
        int bits = 0;
        for (PosixFilePermission permission : PosixFilePermission.values()) {
            bits = bits << 1 | (mode.contains(permission) ? 1 : 0);
        }
        return String.format("%04o", bits);
    }

    /** Returns the permissions in the low nine bits of {@code mode}. */
    static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        for (PosixFilePermission permission : PosixFilePermission.values()) {
            if ((mode & 0400 >> permission.ordinal()) != 0) {
                permissions.add(permission);
            }
        }
        return permissions;
    }
}
