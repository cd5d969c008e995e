package io.quarkiverse.containerd.runtime.render;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;

import io.quarkiverse.containerd.runtime.config.ConfigFixture;
import io.quarkiverse.containerd.runtime.render.facts.ContainerdFacts;
import io.quarkiverse.containerd.runtime.render.facts.ContainerdVersion;
import io.quarkiverse.containerd.runtime.render.facts.HostFacts;
import io.quarkiverse.containerd.runtime.render.facts.KernelFacts;
import io.quarkiverse.containerd.runtime.render.facts.KernelFacts.Cgroups;
import io.quarkiverse.containerd.runtime.render.facts.RuntimePrograms;

/** What the tests of this package share. */
public final class Fixture {

    public static final ContainerdVersion V1_6 = ContainerdVersion
            .parse("containerd github.com/containerd/containerd 1.6.20~ds1 1.6.20~ds1-1");
    public static final ContainerdVersion V1_7 = ContainerdVersion
            .parse("containerd github.com/containerd/containerd 1.7.24~ds1 1.7.24~ds1-6");
    public static final ContainerdVersion V2_0 = ContainerdVersion
            .parse("containerd github.com/containerd/containerd/v2 v2.0.5 fb4c30d4ede3");
    public static final ContainerdVersion V2_1 = ContainerdVersion
            .parse("containerd github.com/containerd/containerd/v2 2.1.9+unknown ");
    public static final ContainerdVersion V2_2 = ContainerdVersion
            .parse("containerd github.com/containerd/containerd/v2 v2.2.7 x");
    public static final ContainerdVersion V2_3 = ContainerdVersion
            .parse("containerd github.com/containerd/containerd/v2 v2.3.4 x");
    public static final ContainerdVersion V2_4 = ContainerdVersion
            .parse("containerd github.com/containerd/containerd/v2 v2.4.0-beta.0 x");
    /** A kernel that offers containers everything. */
    public static final KernelFacts KERNEL = new KernelFacts("ext4", true, Cgroups.V2,
            Set.of("cpu", "cpuset", "io", "memory", "pids"), false, false, false, false, true);
    /** runc, and gVisor with its own shim. */
    public static final RuntimePrograms PROGRAMS = programs("containerd-shim-runc-v2", "containerd-shim-runsc-v1", "runc",
            "runsc");
    /** The CNI plugins are where they usually are, and where the ancestor has them. */
    public static final List<Path> CNI = List.of(Path.of("/opt/cni/bin"), Path.of("/containerd/bin/cni"));
    /** A machine that can do everything. */
    public static final HostFacts CAPABLE = new HostFacts(true, true, 0, false, KERNEL, PROGRAMS, CNI, false);
    /** A container without CAP_SYS_RESOURCE. */
    public static final HostFacts CONFINED = new HostFacts(true, false, 100, false, KERNEL, PROGRAMS, CNI, false);

    private static final TomlMapper TOML = new TomlMapper();

    private Fixture() {
    }

    public static RuntimePrograms programs(String... names) {
        return new RuntimePrograms(Stream.of(names).collect(Collectors.toMap(name -> name, Path.of("/usr/bin")::resolve)));
    }

    public static HostFacts with(RuntimePrograms programs) {
        return new HostFacts(true, true, 0, false, KERNEL, programs, CNI, false);
    }

    public static HostFacts with(KernelFacts kernel) {
        return new HostFacts(true, true, 0, false, kernel, PROGRAMS, CNI, false);
    }

    public static Rendering render(Map<String, String> keys, ContainerdVersion version, HostFacts host) {
        return new Renderer().render(ConfigFixture.config(keys), facts(version), host);
    }

    /** What a containerd of this version says of itself. */
    public static ContainerdFacts facts(ContainerdVersion version) {
        return new ContainerdFacts(version, version.isAtLeast(2, 3) ? 4 : version.isAtLeast(2, 0) ? 3 : 2);
    }

    public static JsonNode configToml(Map<String, String> keys, ContainerdVersion version, HostFacts host) {
        return parse(content(render(keys, version, host), Path.of("/run/quarkus-containerd/config.toml")));
    }

    public static String content(Rendering rendering, Path path) {
        return Stream.concat(rendering.files().stream(), rendering.registries().files().stream())
                .filter(file -> file.path().equals(path)).findFirst().orElseThrow().content();
    }

    public static JsonNode parse(String toml) {
        try {
            return TOML.readTree(toml);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The keys of a file of the ancestor's, {@code quarkus.containerd.} left out. */
    public static Map<String, String> ancestorKeys(String name) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(ancestor(name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.stringPropertyNames().stream().collect(Collectors.toMap(
                key -> key.substring("quarkus.containerd.".length()), properties::getProperty, (a, b) -> a, TreeMap::new));
    }

    public static String ancestor(String name) {
        try (InputStream file = Fixture.class.getResourceAsStream("/ancestor/" + name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
