package io.quarkiverse.containerd.runtime.render;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.quarkiverse.containerd.runtime.render.facts.HostFacts;
import io.quarkiverse.containerd.runtime.render.facts.KernelFacts;
import io.quarkiverse.containerd.runtime.render.facts.KernelFacts.Cgroups;
import io.quarkiverse.containerd.runtime.render.facts.RuntimePrograms;
import io.quarkiverse.containerd.runtime.render.files.CniPlugins;

/** Facts of a machine that has everything. */
public final class TestHost {

    /** A machine with everything, that may do everything. */
    public static final HostFacts CAPABLE = new HostFacts(true, true, 0, false,
            new KernelFacts("ext4", true, Cgroups.V2, Set.of("cpu", "memory", "pids"), true, false, false, false, true),
            new RuntimePrograms(programs("containerd-shim-runc-v2", "containerd-shim-runsc-v1", "runc", "runsc")),
            List.of(Path.of("/opt/cni/bin"), Path.of("/containerd/bin/cni")), false);

    private TestHost() {
    }

    /** The same machine, with the CNI plugins where they may be and the programs that a configuration names. */
    public static HostFacts with(CniPlugins plugins, Set<String> named) {
        Map<String, Path> programs = new HashMap<>(CAPABLE.programs().paths());
        named.forEach(name -> programs.putIfAbsent(name, Path.of("/usr/bin").resolve(name)));
        return new HostFacts(CAPABLE.root(), CAPABLE.capSysResource(), CAPABLE.oomScoreAdj(), CAPABLE.userNamespace(),
                CAPABLE.kernel(), new RuntimePrograms(programs), plugins.directories(), CAPABLE.runscNeedsHostNetwork());
    }

    private static Map<String, Path> programs(String... names) {
        return Stream.of(names).collect(Collectors.toMap(name -> name, Path.of("/usr/bin")::resolve));
    }
}
