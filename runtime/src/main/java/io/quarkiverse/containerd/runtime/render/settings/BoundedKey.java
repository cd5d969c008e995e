package io.quarkiverse.containerd.runtime.render.settings;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.quarkiverse.containerd.runtime.config.ConfigKeys;
import io.quarkiverse.containerd.runtime.config.ConfigurationException;

/**
 * A key whose values are bounded.
 *
 * @param <S> the section of the configuration that has it
 * @param name the key below the section; {@code *} stands for the names of a map and the indexes of a list
 * @param allowed the allowed values in words
 */
record BoundedKey<S>(String name, String allowed, Check<S> check) {

    /** The check of all values that a section has under a key. */
    @FunctionalInterface
    interface Check<S> {

        /**
         * @param prefix of the section's keys, with the dot
         * @throws ConfigurationException naming the key of a value that is not allowed
         */
        void check(S section, String prefix);
    }

    static <S, T> BoundedKey<S> of(String name, Bounds<T> bounds, Function<S, T> from) {
        return optional(name, bounds, from.andThen(Optional::of));
    }

    static <S, T> BoundedKey<S> optional(String name, Bounds<T> bounds, Function<S, Optional<T>> from) {
        return new BoundedKey<>(name, bounds.allowed(),
                (section, prefix) -> from.apply(section).ifPresent(value -> bounds.check(prefix + name, value)));
    }

    /** The values of a map. */
    static <S, T> BoundedKey<S> values(String map, Bounds<T> bounds, Function<S, Map<String, T>> from) {
        return new BoundedKey<>(map + ".*", bounds.allowed(), (section, prefix) -> new TreeMap<>(from.apply(section))
                .forEach((name, value) -> bounds.check(prefix + map + '.' + ConfigKeys.segment(name), value)));
    }

    /** The names of a map. */
    static <S> BoundedKey<S> names(String map, Bounds<String> bounds, Function<S, Map<String, String>> from) {
        return new BoundedKey<>(map, bounds.allowed(), (section, prefix) -> new TreeMap<>(from.apply(section))
                .forEach((name, value) -> bounds.check(prefix + map + '.' + ConfigKeys.segment(name), name)));
    }

    /** The keys of a map's sections. */
    static <S, E> Stream<BoundedKey<S>> inMap(String map, Function<S, Map<String, E>> from, List<BoundedKey<E>> keys) {
        return keys.stream().map(key -> new BoundedKey<>(map + ".*." + key.name, key.allowed,
                (section, prefix) -> new TreeMap<>(from.apply(section)).forEach((name, entry) -> key.check
                        .check(entry, prefix + map + '.' + ConfigKeys.segment(name) + '.'))));
    }

    /** The keys of a list's sections. */
    static <S, E> Stream<BoundedKey<S>> inList(String list, Function<S, List<E>> from, List<BoundedKey<E>> keys) {
        return keys.stream().map(key -> new BoundedKey<>(list + "[*]." + key.name, key.allowed, (section, prefix) -> {
            List<E> entries = from.apply(section);
            IntStream.range(0, entries.size())
                    .forEach(i -> key.check.check(entries.get(i), prefix + list + '[' + i + "]."));
        }));
    }
}
