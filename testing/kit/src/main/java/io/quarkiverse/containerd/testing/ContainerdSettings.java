package io.quarkiverse.containerd.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.quarkiverse.containerd.apt.ContainerdBinaries;

/** The configuration of a containerd of {@link ContainerdTest}: all of its directories are below one. */
final class ContainerdSettings {

    /** The sandbox image, which is made by the kit. */
    static final String SANDBOX_IMAGE = "localhost/pause:test";

    private ContainerdSettings() {
    }

    /** @param cri whether it can run pods */
    static void write(Path directory, Path socket, ContainerdBinaries binaries, boolean cri) throws IOException {
        String text = MinimalConfig.of(directory, socket);
        Files.writeString(directory.resolve("config.toml"), cri ? text + pods(directory, binaries) : WITHOUT_CRI + text);
        if (cri) {
            Path network = Files.createDirectories(directory.resolve("cni")).resolve("10-pods.conflist");
            Files.writeString(network, network(directory));
        }
    }

    private static final String WITHOUT_CRI = """
            disabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.cri.v1.images", "io.containerd.cri.v1.runtime"]
            """;

    private static String pods(Path directory, ContainerdBinaries binaries) throws IOException {
        return """
                [plugins."io.containerd.grpc.v1.cri"]
                  sandbox_image = "%1$s"
                  netns_mounts_under_state_dir = true
                  restrict_oom_score_adj = true
                  [plugins."io.containerd.grpc.v1.cri".containerd]
                    snapshotter = "%2$s"
                    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
                      runtime_type = "io.containerd.runc.v2"
                      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
                        Root = "%3$s/runc"
                  [plugins."io.containerd.grpc.v1.cri".cni]
                    bin_dir = "%4$s"
                    conf_dir = "%3$s/cni"
                """.formatted(SANDBOX_IMAGE, snapshotter(directory), directory,
                binaries.cniBinDirectory().map(Path::toString).orElse("/opt/cni/bin"));
    }

    /** An overlay cannot lie on another one. */
    private static String snapshotter(Path directory) throws IOException {
        return Files.getFileStore(directory).type().startsWith("overlay") ? "native" : "overlayfs";
    }

    private static String network(Path directory) {
        return """
                {
                  "cniVersion": "0.4.0",
                  "name": "test",
                  "plugins": [{
                    "type": "ptp",
                    "ipam": {
                      "type": "host-local",
                      "dataDir": "%s/ipam",
                      "ranges": [[{"subnet": "%s"}]],
                      "routes": [{"dst": "0.0.0.0/0"}]
                    }
                  }]
                }
                """.formatted(directory, Pods.addressRange());
    }
}
