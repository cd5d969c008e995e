package io.quarkiverse.containerd.runtime.render.facts;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The programs on {@code quarkus.containerd.path} that containerd runs pods by: shims and OCI runtimes.
 *
 * @param paths the programs by their names
 */
public record RuntimePrograms(Map<String, Path> paths) {

    /** The beginning of the name of every shim. */
    public static final String SHIM_PREFIX = "containerd-shim-";

    /** The name of gVisor's runtime. */
    public static final String RUNSC = "runsc";

    public RuntimePrograms {
        paths = Map.copyOf(paths);
    }

    /** The program of that name. */
    public Optional<Path> find(String name) {
        return Optional.ofNullable(paths.get(name));
    }

    /** Whether there is a program of that name or path. */
    public boolean has(String program) {
        return paths.containsKey(program) || paths.values().stream().anyMatch(path -> path.toString().equals(program));
    }

    /** Returns all programs but gVisor's runtime, without which there is no gVisor. */
    public RuntimePrograms withoutGvisor() {
        Map<String, Path> others = new HashMap<>(paths);
        others.remove(RUNSC);
        return new RuntimePrograms(others);
    }

    /**
     * The name of the shim of a runtime type: {@code io.containerd.runc.v2} is run by {@code containerd-shim-runc-v2}, as
     * containerd's {@code runtime/v2/shim/util.go} has it; empty for a type that is not of this form, such as a path.
     */
    public static Optional<String> shim(String type) {
        String[] parts = type.split("\\.");
        if (type.startsWith("/") || parts.length < 2) {
            return Optional.empty();
        }
        return Optional.of(SHIM_PREFIX + parts[parts.length - 2] + "-" + parts[parts.length - 1]);
    }
}
