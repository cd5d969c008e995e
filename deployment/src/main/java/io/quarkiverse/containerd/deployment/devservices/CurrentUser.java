package io.quarkiverse.containerd.deployment.devservices;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The user of this process. */
final class CurrentUser {

    private CurrentUser() {
    }

    /** The numeric user id: the owner of the process in /proc. */
    static int uid() throws IOException {
        return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    }

    static boolean isRoot() throws IOException {
        return uid() == 0;
    }
}
