package io.quarkiverse.containerd.runtime.logs;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

/**
 * The two fields of a line, in order, which cannot be changed. A gVisor pod logs hundreds of thousands of lines in a second,
 * for which hash tables and sorting take too long. The names are those of the code that parses the lines.
 */
public final class LineFields extends AbstractMap<String, String> {

    private final Map.Entry<String, String> first;
    private final Map.Entry<String, String> second;

    private LineFields(Map.Entry<String, String> first, Map.Entry<String, String> second) {
        this.first = first;
        this.second = second;
    }

    /** Returns two fields, whose names differ. */
    public static Map<String, String> of(String name, String value, String secondName, String secondValue) {
        return new LineFields(Map.entry(name, value), Map.entry(secondName, secondValue));
    }

    /** Returns these fields with values that are made of theirs. */
    LineFields with(UnaryOperator<String> change) {
        Map.Entry<String, String> one = with(first, change);
        Map.Entry<String, String> other = with(second, change);
        return one == first && other == second ? this : new LineFields(one, other);
    }

    private static Map.Entry<String, String> with(Map.Entry<String, String> field, UnaryOperator<String> change) {
        String value = change.apply(field.getValue());
        return value.equals(field.getValue()) ? field : Map.entry(field.getKey(), value);
    }

    /** Returns the fields, sorted by name. */
    List<Map.Entry<String, String>> byName() {
        return first.getKey().compareTo(second.getKey()) < 0 ? List.of(first, second) : List.of(second, first);
    }

    /** Returns the number of characters of names and values. */
    int length() {
        return first.getKey().length() + first.getValue().length() + second.getKey().length() + second.getValue().length();
    }

    @Override
    public void forEach(BiConsumer<? super String, ? super String> action) {
        action.accept(first.getKey(), first.getValue());
        action.accept(second.getKey(), second.getValue());
    }

    @Override
    public int size() {
        return 2;
    }

    @Override
    public Set<Map.Entry<String, String>> entrySet() {
        return new AbstractSet<>() {

            @Override
            public int size() {
                return 2;
            }

            @Override
            public Iterator<Map.Entry<String, String>> iterator() {
                return List.of(first, second).iterator();
            }
        };
    }
}
