package io.quarkiverse.containerd.runtime.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.host.probe.ContainerdBinary;
import io.quarkiverse.containerd.runtime.render.files.CniPlugins;
import io.quarkiverse.containerd.runtime.render.settings.ContainerdSettings;
import io.quarkiverse.containerd.runtime.render.settings.HostAdaptations;
import io.quarkiverse.containerd.runtime.render.settings.Setting;
import io.quarkiverse.containerd.runtime.render.toml.Toml;
import io.quarkiverse.containerd.testing.DebianContainerd;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;

/**
 * Each version of containerd accepts every configuration without dropping or changing a value. Each try runs a containerd:
 * for a thorough search, raise their number.
 */
@PropertyDefaults(tries = 25)
@Tag("containerd")
class ConfigSpaceTest {

    @Property(shrinking = ShrinkingMode.BOUNDED)
    void containerd16AcceptsAll(@ForAll("of16") Map<String, String> keys) throws IOException {
        accepts(DebianContainerd.V1_6, keys);
    }

    @Property(shrinking = ShrinkingMode.BOUNDED)
    void containerd17AcceptsAll(@ForAll("of17") Map<String, String> keys) throws IOException {
        accepts(DebianContainerd.V1_7, keys);
    }

    @Property(shrinking = ShrinkingMode.BOUNDED)
    void containerd2AcceptsAll(@ForAll("of2") Map<String, String> keys) throws IOException {
        accepts(DebianContainerd.V2, keys);
    }

    private static void accepts(DebianContainerd containerd, Map<String, String> keys) throws IOException {
        ContainerdConfig config = Samples.config(keys);
        Rendering rendering = new Renderer().render(config, Dumps.facts(containerd),
                TestHost.with(CniPlugins.of(config.cni()), HostAdaptations.namedPrograms(config, List.of())));
        Path file = Files.createTempFile("config", ".toml");
        try {
            Files.writeString(file, Toml.write(rendering.tree().root()));
            assertThat(ContainerdBinary.configDump(containerd.executable(), file).differences(rendering)).isEmpty();
            assertThat(rendering.warnings()).isEmpty();
        } finally {
            Files.delete(file);
        }
    }

    @Provide
    Arbitrary<Map<String, String>> of16() {
        return Samples.configurations(Dumps.version(DebianContainerd.V1_6));
    }

    @Provide
    Arbitrary<Map<String, String>> of17() {
        return Samples.configurations(Dumps.version(DebianContainerd.V1_7));
    }

    @Provide
    Arbitrary<Map<String, String>> of2() {
        return Samples.configurations(Dumps.version(DebianContainerd.V2));
    }

    /** A key of the table without a sample would not be tested. */
    @Example
    void everyKeyHasASample() {
        List<String> names = ContainerdSettings.ALL.stream().map(Setting::name).distinct().sorted().toList();

        assertThat(Samples.keys()).containsExactlyElementsOf(names);
    }
}
