package io.quarkiverse.containerd.deployment;

import java.io.File;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import io.quarkiverse.containerd.apt.ContainerdBinaries;
import io.quarkiverse.containerd.testing.LocalContainerd;

/** The settings of a packaged application whose directories are all below one of its test. */
final class PackagedNode {

    private PackagedNode() {
    }

    static Map<String, String> settings(Path directory) {
        ContainerdBinaries containerd = LocalContainerd.binaries();
        String prefix = "quarkus.containerd.";
        Map<String, String> settings = new HashMap<>(
                Map.of("quarkus.http.port", System.getProperty("quarkus.http.port", "8081"),
                        prefix + "executable", containerd.executable().orElseThrow().toString(),
                        prefix + "path", LocalContainerd.searchPath().replace(File.pathSeparator, ","),
                        prefix + "run-directory", directory.resolve("run").toString(),
                        prefix + "root", directory.resolve("root").toString(),
                        prefix + "state", directory.resolve("state").toString(),
                        prefix + "cni.conf-dir", directory.resolve("cni").toString(),
                        prefix + "preseed.directory", directory.resolve("images").toString(),
                        prefix + "toml.\"plugins.'io.containerd.internal.v1.opt'.path\"",
                        '"' + directory.resolve("opt").toString() + '"'));
        // a busy machine is no reason for a warning
        settings.put("quarkus.vertx.max-event-loop-execute-time", "1m");
        containerd.cniBinDirectory().ifPresent(programs -> settings.put(prefix + "cni.bin-dir", programs.toString()));
        return settings;
    }
}
