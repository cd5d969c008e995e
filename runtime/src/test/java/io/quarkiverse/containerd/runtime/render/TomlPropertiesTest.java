package io.quarkiverse.containerd.runtime.render;

import static io.quarkiverse.containerd.runtime.render.Fixture.CAPABLE;
import static io.quarkiverse.containerd.runtime.render.Fixture.CONFINED;
import static io.quarkiverse.containerd.runtime.render.Fixture.V1_6;
import static io.quarkiverse.containerd.runtime.render.Fixture.V2_0;
import static io.quarkiverse.containerd.runtime.render.Fixture.V2_1;
import static io.quarkiverse.containerd.runtime.render.Fixture.content;
import static io.quarkiverse.containerd.runtime.render.Fixture.parse;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkiverse.containerd.runtime.config.ConfigFixture;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.render.facts.ContainerdVersion;
import io.quarkiverse.containerd.runtime.render.facts.HostFacts;
import io.quarkiverse.containerd.runtime.render.files.CniNetwork;
import io.quarkiverse.containerd.runtime.render.settings.HostAdaptations;
import io.quarkiverse.containerd.runtime.render.settings.RenderContext;
import io.quarkiverse.containerd.runtime.render.toml.*;
import io.quarkiverse.containerd.runtime.render.toml.UserRuntimes;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Random configurations: what is rendered parses back to what was meant. */
class TomlPropertiesTest {

    /** Every Unicode character, with those that TOML, JSON or Go templates treat specially more often. */
    private static final Arbitrary<String> TEXT = Arbitraries.frequencyOf(
            Tuple.of(3,
                    Arbitraries.of('"', '\'', '\\', '\n', '\r', '\t', '\u0000', '\u0007', '\u001b', '\u007f', '\u0085', '#',
                            '=', '[', ']', '{', '}', ',', '.', ' ', '\u2028', 'é').map(String::valueOf)),
            Tuple.of(1, Arbitraries.of("{{", "}}", "{{.", "\"\"\"", "'''")),
            Tuple.of(2, Arbitraries.chars().range('!', '~').map(String::valueOf)),
            Tuple.of(1, Arbitraries.integers().between(0, 0x10ffff).filter(c -> c < 0xd800 || c > 0xdfff)
                    .map(Character::toString)))
            .list().ofMaxSize(20).map(parts -> String.join("", parts));

    /**
     * Text that a property may hold as it is: expressions are expanded before the mapping sees them, an empty value is none.
     */
    private static final Arbitrary<String> VALUE = TEXT.filter(text -> !text.isBlank() && text.indexOf('$') < 0);

    /** Jackson's parser, which these tests read with, is exact for 18 digits. */
    private static final long MAX_EXACT = 999_999_999_999_999_999L;

    private static final Arbitrary<String> NAME = Arbitraries.strings().withCharRange('a', 'z').withChars("0123456789_-")
            .ofMinLength(1)
            .ofMaxLength(12);

    @Property(tries = 200)
    void everyTreeParsesBack(@ForAll("trees") ObjectNode tree) {
        assertSame(parse(Toml.write(tree)), tree);
    }

    @Property(tries = 200)
    void everyConfigurationParsesBack(@ForAll("configurations") Map<String, String> keys,
            @ForAll("versions") ContainerdVersion version, @ForAll boolean capable) {
        ContainerdConfig config = ConfigFixture.config(keys);
        HostFacts host = capable ? CAPABLE : CONFINED;

        Rendering rendering = new Renderer().render(config, Fixture.facts(version), host);

        String written = content(rendering, config.configFile().path());
        assertThat(written).isEqualTo(Toml.write(rendering.tree().root()));
        JsonNode toml = parse(written);
        RenderContext intent = RenderContext.of(config, HostAdaptations.of(config, version, host,
                UserRuntimes.of(List.of(), config.configFile().toml())), Fixture.facts(version));
        assertSame(toml, ContainerdToml.render(intent, List.of()).tree().root());
        boolean v2 = toml.get("version").intValue() == 2;
        JsonNode images = toml.at("/plugins").get(v2 ? "io.containerd.grpc.v1.cri" : "io.containerd.cri.v1.images");
        JsonNode runtime = toml.at("/plugins").get(v2 ? "io.containerd.grpc.v1.cri" : "io.containerd.cri.v1.runtime");
        assertThat(runtime.get("unset_seccomp_profile").textValue()).isEqualTo(keys.get("cri.unset-seccomp-profile"));
        assertThat((v2 ? images.at("/containerd/snapshotter") : images.get("snapshotter")).textValue())
                .isEqualTo(keys.get("snapshotter"));
        assertThat(runtime.at("/containerd/runtimes/own").get("runtime_type").textValue())
                .isEqualTo(keys.get("runtimes.own.type"));
        assertThat(toml.at("/debug/level").textValue()).isEqualTo(keys.get("toml.debug.level"));
        assertThat(parse(content(rendering, config.runsc().configFile())).at("/runsc_config/flag").textValue())
                .isEqualTo(keys.get("runsc.options.flag"));
        assertThat(toml.get("root").textValue()).isEqualTo(config.directories().root().toString());
    }

    @Property(tries = 200)
    void everyDirectorySurvivesTheCniTemplate(@ForAll("values") String name) throws Exception {
        String directory = "/" + name.replace('\u0000', '0').replace('/', '_');
        ContainerdConfig config = ConfigFixture.config(Map.of("cni.ipam-data-directory", directory));

        String json = GoTemplate.evaluate(new CniNetwork(config.cni()).template(),
                Map.of("PodCIDRRanges", List.of(), "Routes", List.of()));

        assertThat(new ObjectMapper().readTree(json).at("/plugins/0/ipam/dataDir").textValue())
                .isEqualTo(config.cni().ipamDataDirectory().toString());
    }

    @Provide
    Arbitrary<String> values() {
        return VALUE;
    }

    @Provide
    Arbitrary<ContainerdVersion> versions() {
        return Arbitraries.of(V1_6, V2_0, V2_1, Fixture.V2_3);
    }

    @Provide
    Arbitrary<Map<String, String>> configurations() {
        Arbitrary<Map<String, String>> fixed = Combinators.combine(VALUE, VALUE, VALUE, VALUE, VALUE,
                Arbitraries.integers().between(-1000, 1000))
                .as((profile, snapshotter, type, flag, directory, score) -> {
                    Map<String, String> keys = new HashMap<>();
                    keys.put("cri.unset-seccomp-profile", profile);
                    keys.put("snapshotter", snapshotter);
                    keys.put("runtimes.own.type", type);
                    keys.put("runsc.options.flag", flag);
                    keys.put("root", "/data/" + directory.replace('\u0000', '0'));
                    keys.put("oom-score", score.toString());
                    // the leading word makes the value a bare one whatever follows
                    keys.put("toml.debug.level", "x " + type);
                    return keys;
                });
        Arbitrary<Map<String, String>> free = Arbitraries.maps(NAME.map(name -> "toml.free." + name),
                Arbitraries.oneOf(Arbitraries.integers().map(String::valueOf),
                        Arbitraries.of("true", "false", "[]", "[1, 2]", "\"\""),
                        Arbitraries.doubles().between(-1e6, 1e6).map(String::valueOf), NAME))
                .ofMaxSize(5);
        return Combinators.combine(fixed, free).as((one, other) -> {
            Map<String, String> keys = new HashMap<>(other);
            keys.putAll(one);
            keys.put("toml.debug.level", "x " + one.get("runtimes.own.type"));
            return keys;
        });
    }

    @Provide
    Arbitrary<ObjectNode> trees() {
        return tables(3).filter(tree -> !tree.isEmpty());
    }

    private static Arbitrary<ObjectNode> tables(int depth) {
        Arbitrary<JsonNode> nodes = nodes(depth);
        return Arbitraries.maps(Arbitraries.oneOf(NAME, TEXT), nodes).ofMaxSize(4).map(entries -> {
            ObjectNode table = Toml.table();
            entries.forEach(table::set);
            return table;
        });
    }

    private static Arbitrary<JsonNode> nodes(int depth) {
        JsonNodeFactory factory = JsonNodeFactory.instance;
        Arbitrary<JsonNode> scalars = Arbitraries.oneOf(TEXT.map(factory::textNode),
                Arbitraries.longs().between(-MAX_EXACT, MAX_EXACT).map(factory::numberNode),
                Arbitraries.doubles().map(factory::numberNode),
                Arbitraries.of(true, false).map(factory::booleanNode));
        if (depth == 0) {
            return scalars;
        }
        Arbitrary<JsonNode> arrays = Arbitraries.lazy(() -> nodes(depth - 1)).list().ofMaxSize(3)
                .map(items -> factory.arrayNode().addAll(items));
        return Arbitraries.oneOf(scalars, arrays, Arbitraries.lazy(() -> tables(depth - 1)).map(table -> table));
    }

    /** Equal but for the Java type that holds a number. */
    private static void assertSame(JsonNode actual, JsonNode expected) {
        assertThat(actual.equals((a, b) -> a.isNumber() && b.isNumber() && a.isIntegralNumber() == b.isIntegralNumber()
                && a.decimalValue().compareTo(b.decimalValue()) == 0 ? 0 : a.equals(b) ? 0 : 1, expected))
                .as("%s%nshould be%n%s", actual, expected).isTrue();
    }
}
