package io.quarkiverse.containerd.runtime.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The user of this process. */
public final class CurrentUser {

    private CurrentUser() {
    }

    /** Returns its number, which is that of the owner of the process in {@code /proc}. */
    public static int uid() throws IOException {
        return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    }

    public static boolean isRoot() throws IOException {
        return uid() == 0;
    }
}
