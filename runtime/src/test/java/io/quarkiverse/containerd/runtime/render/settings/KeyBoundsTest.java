package io.quarkiverse.containerd.runtime.render.settings;

import static io.quarkiverse.containerd.runtime.render.Fixture.CAPABLE;
import static io.quarkiverse.containerd.runtime.render.Fixture.V2_1;
import static io.quarkiverse.containerd.runtime.render.Fixture.render;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.quarkiverse.containerd.runtime.config.ConfigurationException;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.util.StringUtil;
import io.smallrye.config.WithName;
import io.smallrye.config.WithParentName;

/** All keys with bounds, and all values just beyond them. */
class KeyBoundsTest {

    private static final Pattern RANGE = Pattern.compile("(?:0, or )?a number from ([-.\\d]+) to ([.\\d]+)");
    private static final Pattern FROM = Pattern.compile("a number of at least (-?\\d+)");
    private static final Pattern SIZE = Pattern.compile("(\\d+) to (\\d+) bytes");
    private static final Set<Class<?>> BOUNDED_TYPES = Set.of(int.class, OptionalInt.class, double.class, OptionalDouble.class,
            Duration.class, MemorySize.class, Path.class, URI.class);
    /** What an entry of a map needs besides the key in question. */
    private static final Map<String, Map<String, String>> REQUIRED = Map.of(
            "proxy-plugins.", Map.of("proxy-plugins.x.type", "snapshot", "proxy-plugins.x.address", "/x.sock"),
            "runtimes.", Map.of("runtimes.x.type", "io.containerd.runc.v2"),
            "processes.", Map.of("processes.x.command", "true"),
            "registries.*.mirrors", Map.of("registries.x.mirrors[0].url", "http://mirror"));

    @Test
    void eachNumberDurationSizePathAndUrlHasBounds() {
        Set<String> keys = new TreeSet<>();
        collect("", ContainerdConfig.class, keys);

        assertThat(KeyBounds.allowed().keySet()).containsAll(keys);
    }

    @ParameterizedTest(name = "{0} = {1}")
    @MethodSource
    void aValueBeyondTheBoundsIsRefused(String name, String value, String allowed) {
        Map<String, String> keys = new TreeMap<>();
        REQUIRED.forEach((prefix, required) -> {
            if (name.startsWith(prefix)) {
                keys.putAll(required);
            }
        });
        String path = name.replace("[*]", "[0]").replace("*", "x");
        String key = name.endsWith("environment") && !name.endsWith("pass-environment") ? path + ".\"" + value + '"' : path;
        keys.put(key, value);

        assertThatThrownBy(() -> render(keys, V2_1, CAPABLE)).isInstanceOfSatisfying(ConfigurationException.class,
                e -> assertThat(e.key()).isEqualTo("quarkus.containerd." + key))
                .hasMessageStartingWith("quarkus.containerd." + key + ": ").hasMessageEndingWith("; use " + allowed);
    }

    static Stream<Arguments> aValueBeyondTheBoundsIsRefused() {
        return KeyBounds.allowed().entrySet().stream().flatMap(entry -> beyond(entry.getValue()).stream()
                .map(value -> Arguments.of(entry.getKey(), value, entry.getValue())));
    }

    /** Values that are not allowed, by what is. */
    private static List<String> beyond(String allowed) {
        Map<String, List<String>> byBeginning = new LinkedHashMap<>();
        byBeginning.put("an absolute path without a colon", List.of("a/b", "/a:/b"));
        byBeginning.put("an absolute path of at most", List.of("a/b", "/" + "s".repeat(104)));
        byBeginning.put("an absolute path", List.of("a/b"));
        byBeginning.put("a duration above 0", List.of("0s", "-1s", "PT9999999H"));
        byBeginning.put("a duration of at least 0", List.of("-1s", "PT9999999H"));
        byBeginning.put("whole seconds", List.of("0s", "1.5s", "-1s", "PT9999999H"));
        byBeginning.put("an address with a port", List.of("localhost", "localhost:65536"));
        byBeginning.put("a URL such as http://127.0.0.1",
                List.of("host:5000", "ftp://host", "http://user@host", "http://host/#a",
                        "http://host:65536", "http://", "http:///path", "http://::1:5000"));
        byBeginning.put("the name of a signal", List.of("KAPUTT", "9", "SIG", "term"));
        byBeginning.put("a URL", List.of("host:5000", "ftp://host", "http://user@host", "http://host/?a", "http://host:65536",
                "http://host:", "http://", "http:///path", "http://[fe80::1%eth0]:5000", "http://::1:5000"));
        byBeginning.put("the full name of a plugin", List.of("zfs", "io.containerd.grpc", "grpc.v1.cri", "CRI"));
        byBeginning.put("a reference to an image", List.of("Image:1", "https://host/image:1", "image:"));
        byBeginning.put("the name of an environment variable", List.of("a=b"));
        byBeginning.put("a glob", List.of("/k8s.io/*.tar", "k8s.io/{"));
        byBeginning.put("patterns of image names", List.of("a b"));
        byBeginning.put("a range of unicast addresses", List.of("10.0.0.0/31", "10.0.0.0/32", "fd00::/127", "224.0.0.0/24",
                "ff02::/64", "127.0.0.0/8", "0.0.0.0/0", "::/0", "::ffff:10.0.0.0/120"));
        byBeginning.put("destinations other", List.of("0.0.0.0/0", "::/0"));
        byBeginning.put("all, or platforms", List.of("linux"));
        byBeginning.put("podsandbox or shim", List.of("pod"));
        byBeginning.put("fifo or streaming", List.of("pipe"));
        return numbers(allowed).or(() -> byBeginning.entrySet().stream().filter(entry -> allowed.startsWith(entry.getKey()))
                .findFirst().map(Map.Entry::getValue)).orElseThrow(() -> new AssertionError("no value beyond: " + allowed));
    }

    private static Optional<List<String>> numbers(String allowed) {
        Matcher range = RANGE.matcher(allowed);
        Matcher from = FROM.matcher(allowed);
        Matcher size = SIZE.matcher(allowed);
        if (range.matches()) {
            return Optional.of(List.of(minus(range.group(1)), plus(range.group(2))));
        }
        if (from.matches()) {
            return Optional.of(List.of(minus(from.group(1))));
        }
        if (size.matches()) {
            List<String> sizes = new ArrayList<>(List.of(plus(size.group(2))));
            if (!size.group(1).equals("0")) {
                sizes.add(minus(size.group(1)));
            }
            return Optional.of(sizes);
        }
        return Optional.empty();
    }

    private static String minus(String number) {
        return new BigDecimal(number).subtract(BigDecimal.ONE).toPlainString();
    }

    private static String plus(String number) {
        return new BigDecimal(number).add(BigDecimal.ONE).toPlainString();
    }

    private static void collect(String prefix, Class<?> section, Set<String> keys) {
        for (Method method : section.getMethods()) {
            WithName name = method.getAnnotation(WithName.class);
            String key = prefix + (name == null ? StringUtil.hyphenate(method.getName()) : name.value());
            Class<?> wrapper = method.getReturnType();
            Class<?> type = element(method.getGenericReturnType());
            String path = wrapper == Map.class ? key + ".*" : key;
            if (BOUNDED_TYPES.contains(type)) {
                keys.add(path);
            } else if (type.isInterface() && type.getPackage().equals(ContainerdConfig.class.getPackage())) {
                collect(method.isAnnotationPresent(WithParentName.class) ? prefix
                        : (wrapper == List.class ? path + "[*]" : path) + '.', type, keys);
            }
        }
    }

    /** The type in optionals and collections, and of the values of maps. */
    private static Class<?> element(Type type) {
        Type inner = type;
        while (inner instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            inner = arguments[arguments.length - 1];
        }
        return (Class<?>) inner;
    }
}
