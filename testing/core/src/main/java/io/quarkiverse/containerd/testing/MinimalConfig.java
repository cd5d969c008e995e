package io.quarkiverse.containerd.testing;

import java.nio.file.Path;

/** What every containerd of a test has in its configuration, so that it touches nothing of the machine's own. */
public final class MinimalConfig {

    private MinimalConfig() {
    }

    /** Returns a configuration in version 2, which further tables may follow. */
    public static String of(Path directory, Path socket) {
        return """
                version = 2
                root = "%1$s/root"
                state = "%1$s/state"
                [grpc]
                  address = "%2$s"
                [plugins."io.containerd.internal.v1.opt"]
                  path = "%1$s/opt"
                [plugins."io.containerd.nri.v1.nri"]
                  disable = true
                """.formatted(directory, socket);
    }
}
