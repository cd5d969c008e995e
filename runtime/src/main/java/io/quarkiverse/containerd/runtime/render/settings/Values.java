package io.quarkiverse.containerd.runtime.render.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Predicate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;

import io.quarkiverse.containerd.runtime.config.ConfigurationException;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.render.toml.GoDuration;
import io.quarkiverse.containerd.runtime.render.toml.Toml;
import io.quarkus.runtime.configuration.MemorySize;

/** The kinds of values that settings have: each takes a typed value, checks it and gives it in containerd's form. */
public final class Values {

    private Values() {
    }

    static Value flag(Function<ContainerdConfig, Optional<Boolean>> from) {
        return (intent, key) -> from.apply(intent.config()).map(BooleanNode::valueOf);
    }

    static Value integer(int least, int most, Function<ContainerdConfig, OptionalInt> from) {
        return (intent, key) -> {
            OptionalInt value = from.apply(intent.config());
            value.ifPresent(number -> Require.range(key, number, least, most));
            return value.isPresent() ? Optional.of(IntNode.valueOf(value.getAsInt())) : Optional.empty();
        };
    }

    static Value decimal(double least, double most, Function<ContainerdConfig, OptionalDouble> from) {
        return (intent, key) -> {
            OptionalDouble value = from.apply(intent.config());
            value.ifPresent(number -> Require.range(key, number, least, most));
            return value.isPresent() ? Optional.of(DoubleNode.valueOf(value.getAsDouble())) : Optional.empty();
        };
    }

    static Value text(Function<ContainerdConfig, Optional<String>> from) {
        return (intent, key) -> from.apply(intent.config()).map(TextNode::valueOf);
    }

    static Value texts(Function<ContainerdConfig, Optional<? extends Collection<String>>> from) {
        return (intent, key) -> from.apply(intent.config()).map(Toml::array);
    }

    /** An enumeration whose names containerd writes in lower case. */
    static <E extends Enum<E>> Value choice(Function<ContainerdConfig, Optional<E>> from) {
        return (intent, key) -> from.apply(intent.config())
                .map(value -> TextNode.valueOf(value.name().toLowerCase(Locale.ROOT)));
    }

    static Value path(Function<ContainerdConfig, Optional<Path>> from) {
        return (intent, key) -> from.apply(intent.config()).map(path -> {
            Require.absolute(key, path);
            return TextNode.valueOf(path.toString());
        });
    }

    static Value paths(Function<ContainerdConfig, Optional<? extends Collection<Path>>> from) {
        return (intent, key) -> from.apply(intent.config()).map(paths -> {
            paths.forEach(path -> Require.absolute(key, path));
            return Toml.array(paths.stream().map(Path::toString).toList());
        });
    }

    /** The path of a unix socket, which the kernel limits. */
    static Value socket(Function<ContainerdConfig, Optional<Path>> from) {
        Value path = path(from);
        return (intent, key) -> {
            Optional<JsonNode> value = path.of(intent, key);
            value.ifPresent(socket -> Require.socketPath(key, socket.textValue()));
            return value;
        };
    }

    static Value duration(Function<ContainerdConfig, Optional<Duration>> from) {
        return (intent, key) -> from.apply(intent.config()).map(duration -> {
            Require.notNegative(key, duration);
            return TextNode.valueOf(GoDuration.format(duration));
        });
    }

    /** A duration that containerd takes as a number of seconds. */
    static Value seconds(Function<ContainerdConfig, Optional<Duration>> from) {
        return (intent, key) -> from.apply(intent.config()).map(duration -> {
            if (!duration.equals(Duration.ofSeconds(duration.toSeconds())) || duration.toSeconds() < 1
                    || duration.toSeconds() > Integer.MAX_VALUE) {
                throw new ConfigurationException(key,
                        duration + " is not a number of whole seconds above 0; use one, such as 10s");
            }
            return IntNode.valueOf((int) duration.toSeconds());
        });
    }

    /** A number of bytes from 0 on. */
    static Value size(Function<ContainerdConfig, Optional<MemorySize>> from) {
        return (intent, key) -> from.apply(intent.config()).map(size -> {
            Require.size(key, size, 0);
            return LongNode.valueOf(size.asLongValue());
        });
    }

    /** An address with a port, such as {@code 127.0.0.1:1338} or {@code [::1]:1338}. */
    static Value hostAndPort(Function<ContainerdConfig, Optional<String>> from) {
        return (intent, key) -> from.apply(intent.config()).map(address -> {
            Require.hostAndPort(key, address);
            return TextNode.valueOf(address);
        });
    }

    /** A port that containerd takes as text; 0 means any. */
    static Value port(Function<ContainerdConfig, OptionalInt> from) {
        Value number = integer(0, 65535, from);
        return (intent, key) -> number.of(intent, key).map(port -> TextNode.valueOf(port.asText()));
    }

    /** Only where the condition holds. */
    static Value when(Predicate<Intent> condition, Value value) {
        return (intent, key) -> condition.test(intent) ? value.of(intent, key) : Optional.empty();
    }
}
