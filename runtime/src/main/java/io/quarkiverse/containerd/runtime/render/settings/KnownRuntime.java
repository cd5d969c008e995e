package io.quarkiverse.containerd.runtime.render.settings;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import io.quarkiverse.containerd.runtime.render.facts.RuntimePrograms;

/**
 * A runtime besides runc and gVisor that becomes a handler where its program is found.
 *
 * @param handler the name of its handler, as Kubernetes distributions call it
 * @param program an OCI runtime, which runc's shim runs, or a shim of its own
 */
public record KnownRuntime(String handler, String program) {

    /** All of them. */
    public static final List<KnownRuntime> ALL = List.of(
            new KnownRuntime("crun", "crun"),
            new KnownRuntime("youki", "youki"),
            new KnownRuntime("nvidia", "nvidia-container-runtime"),
            new KnownRuntime("nvidia-cdi", "nvidia-container-runtime.cdi"),
            new KnownRuntime("nvidia-legacy", "nvidia-container-runtime.legacy"),
            new KnownRuntime("nvidia-experimental", "nvidia-container-runtime-experimental"),
            new KnownRuntime("kata", "containerd-shim-kata-v2"),
            new KnownRuntime("lunatic", "containerd-shim-lunatic-v1"),
            new KnownRuntime("slight", "containerd-shim-slight-v1"),
            new KnownRuntime("spin", "containerd-shim-spin-v2"),
            new KnownRuntime("wasmedge", "containerd-shim-wasmedge-v1"),
            new KnownRuntime("wasmer", "containerd-shim-wasmer-v1"),
            new KnownRuntime("wasmtime", "containerd-shim-wasmtime-v1"),
            new KnownRuntime("wws", "containerd-shim-wws-v1"));

    /** The type that has the program run. */
    String type() {
        if (!isShim()) {
            return RuntimeHandlers.RUNC_TYPE;
        }
        String[] parts = program.substring(RuntimePrograms.SHIM_PREFIX.length()).split("-");
        return "io.containerd." + parts[0] + "." + parts[1];
    }

    /** Returns the program that runc's shim is to run instead of runc. */
    Optional<Path> binaryName(RuntimePrograms programs) {
        return isShim() ? Optional.empty() : programs.find(program);
    }

    private boolean isShim() {
        return program.startsWith(RuntimePrograms.SHIM_PREFIX);
    }
}
