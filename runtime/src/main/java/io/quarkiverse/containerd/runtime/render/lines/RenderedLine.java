package io.quarkiverse.containerd.runtime.render.lines;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A line of a rendered file; of a value with line breaks in it, all of its lines.
 *
 * @param text the line as it is written, with its end
 * @param shown the line without secrets, without its end
 * @param source the key of {@code quarkus.containerd} that it comes from, or the file that the key names; empty for what is
 *        always so
 */
public record RenderedLine(String text, String shown, Optional<String> source) {

    /** Returns a line that is always so. */
    public static RenderedLine fixed(String text) {
        return new RenderedLine(text, withoutEnd(text), Optional.empty());
    }

    /**
     * Returns a line.
     *
     * @param shown the line without secrets, with its end
     */
    public static RenderedLine of(String text, String shown, Optional<String> source) {
        return new RenderedLine(text, withoutEnd(shown), source);
    }

    /** Returns the lines of a text that is always so. */
    public static List<RenderedLine> fixedLines(String text) {
        return split(text).map(RenderedLine::fixed).toList();
    }

    /** Returns the lines of a text, each with its end, if it has one. */
    static Stream<String> split(String text) {
        return text.isEmpty() ? Stream.empty() : Stream.of(text.split("(?<=\n)"));
    }

    /** Returns the text that lines make up. */
    public static String join(List<RenderedLine> lines) {
        return lines.stream().map(RenderedLine::text).collect(Collectors.joining());
    }

    private static String withoutEnd(String text) {
        return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }

    /** Without what may be secret. */
    @Override
    public String toString() {
        return shown;
    }
}
