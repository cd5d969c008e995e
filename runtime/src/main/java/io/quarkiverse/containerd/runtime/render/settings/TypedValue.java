package io.quarkiverse.containerd.runtime.render.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;

import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.render.toml.GoDuration;
import io.quarkiverse.containerd.runtime.render.toml.Toml;
import io.quarkus.runtime.configuration.MemorySize;

/**
 * The value of one key, as containerd's type of the setting wants it.
 *
 * @param from the value in the configuration
 * @param bounds its bounds, if it has any
 * @param form the value in the form that containerd takes
 */
record TypedValue<T>(Function<ContainerdConfig, Optional<T>> from, Optional<Bounds<T>> bounds, Function<T, JsonNode> form) {

    Optional<JsonNode> in(ContainerdConfig config) {
        return from.apply(config).map(form);
    }

    private static <T> TypedValue<T> free(Function<ContainerdConfig, Optional<T>> from, Function<T, JsonNode> form) {
        return new TypedValue<>(from, Optional.empty(), form);
    }

    private static <T> TypedValue<T> bounded(Bounds<T> bounds, Function<ContainerdConfig, Optional<T>> from,
            Function<T, JsonNode> form) {
        return new TypedValue<>(from, Optional.of(bounds), form);
    }

    static TypedValue<Boolean> flag(Function<ContainerdConfig, Optional<Boolean>> from) {
        return free(from, BooleanNode::valueOf);
    }

    static TypedValue<Integer> integer(int least, int most, Function<ContainerdConfig, OptionalInt> from) {
        return bounded(Bounds.integer(least, most), from.andThen(TypedValue::boxed), IntNode::valueOf);
    }

    static TypedValue<Double> decimal(double least, double most, Function<ContainerdConfig, OptionalDouble> from) {
        return bounded(Bounds.decimal(least, most), from.andThen(TypedValue::boxed), DoubleNode::valueOf);
    }

    static TypedValue<String> text(Function<ContainerdConfig, Optional<String>> from) {
        return free(from, TextNode::valueOf);
    }

    static TypedValue<List<String>> texts(Function<ContainerdConfig, Optional<List<String>>> from) {
        return free(from, Toml::array);
    }

    /** An enumeration whose names containerd writes in lower case. */
    static TypedValue<String> choice(Function<ContainerdConfig, Optional<? extends Enum<?>>> from) {
        return text(config -> from.apply(config).map(value -> value.name().toLowerCase(Locale.ROOT)));
    }

    static TypedValue<Path> path(Function<ContainerdConfig, Optional<Path>> from) {
        return bounded(Bounds.ABSOLUTE_PATH, from, TypedValue::node);
    }

    static TypedValue<List<Path>> paths(Function<ContainerdConfig, Optional<List<Path>>> from) {
        return bounded(Bounds.each(Bounds.ABSOLUTE_PATH), from, TypedValue::array);
    }

    /** The path of a unix socket, which the kernel limits. */
    static TypedValue<Path> socket(Function<ContainerdConfig, Optional<Path>> from) {
        return bounded(Bounds.SOCKET, from, TypedValue::node);
    }

    /** The path of the directory of the shims' unix sockets. */
    static TypedValue<Path> shimSockets(Function<ContainerdConfig, Optional<Path>> from) {
        return bounded(Bounds.SHIM_SOCKETS, from, TypedValue::node);
    }

    static TypedValue<Duration> duration(Function<ContainerdConfig, Optional<Duration>> from) {
        return bounded(Bounds.NOT_NEGATIVE, from, duration -> TextNode.valueOf(GoDuration.format(duration)));
    }

    /** A duration that containerd takes as a number of seconds. */
    static TypedValue<Duration> seconds(Function<ContainerdConfig, Optional<Duration>> from) {
        return bounded(Bounds.WHOLE_SECONDS, from, duration -> IntNode.valueOf((int) duration.toSeconds()));
    }

    /** A number of bytes, of which containerd takes 31 bits. */
    static TypedValue<MemorySize> size(int least, Function<ContainerdConfig, Optional<MemorySize>> from) {
        return bounded(Bounds.size(least, Integer.MAX_VALUE), from, size -> LongNode.valueOf(size.asLongValue()));
    }

    /** An address with a port, such as {@code 127.0.0.1:1338} or {@code [::1]:1338}. */
    static TypedValue<String> hostAndPort(Function<ContainerdConfig, Optional<String>> from) {
        return bounded(Bounds.HOST_AND_PORT_ADDRESS, from, TextNode::valueOf);
    }

    /** A port that containerd takes as text; 0 means any. */
    static TypedValue<String> imageReference(Function<ContainerdConfig, Optional<String>> from) {
        return bounded(Bounds.IMAGE_REFERENCE, from, TextNode::valueOf);
    }

    static TypedValue<Integer> port(Function<ContainerdConfig, OptionalInt> from) {
        return bounded(Bounds.integer(0, 65535), from.andThen(TypedValue::boxed),
                port -> TextNode.valueOf(String.valueOf(port)));
    }

    private static JsonNode node(Path path) {
        return TextNode.valueOf(path.toString());
    }

    private static JsonNode array(Collection<Path> paths) {
        return Toml.array(paths.stream().map(Path::toString).toList());
    }

    static Optional<Integer> boxed(OptionalInt number) {
        return number.isPresent() ? Optional.of(number.getAsInt()) : Optional.empty();
    }

    private static Optional<Double> boxed(OptionalDouble number) {
        return number.isPresent() ? Optional.of(number.getAsDouble()) : Optional.empty();
    }
}
