package io.quarkiverse.containerd.runtime.host.process;

import java.util.ArrayList;
import java.util.List;

/** A command line as a text. */
public final class CommandLine {

    private CommandLine() {
    }

    /**
     * Splits a command line at blanks. Quotes, single or double, keep blanks together; a backslash keeps the character after
     * it, but between single quotes, and between double quotes only a quote and a backslash.
     *
     * @throws IllegalArgumentException if a quote or a backslash is without its end, or there is nothing at all
     */
    public static List<String> split(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = null;
        char quote = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\\' && quote != '\'') {
                boolean escape = quote == 0 || i + 1 < line.length() && "\"\\".indexOf(line.charAt(i + 1)) >= 0;
                if (escape && ++i == line.length()) {
                    throw new IllegalArgumentException("ends with a backslash");
                }
                word = append(word, line.charAt(i));
            } else if (c == quote) {
                quote = 0;
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
                word = word == null ? new StringBuilder() : word;
            } else if (quote != 0 || !Character.isWhitespace(c)) {
                word = append(word, c);
            } else if (word != null) {
                words.add(word.toString());
                word = null;
            }
        }
        if (quote != 0) {
            throw new IllegalArgumentException("has a quote " + quote + " without its end");
        }
        if (word != null) {
            words.add(word.toString());
        }
        if (words.isEmpty()) {
            throw new IllegalArgumentException("is empty");
        }
        return words;
    }

    private static StringBuilder append(StringBuilder word, char c) {
        return (word == null ? new StringBuilder() : word).append(c);
    }
}
