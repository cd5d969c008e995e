package io.quarkiverse.containerd.cli;

import java.util.ArrayList;
import java.util.List;

import io.quarkiverse.containerd.runtime.text.VisibleText;

/** Text with picocli's marks for colours. */
final class Marks {

    private Marks() {
    }

    static String green(String text) {
        return "@|green " + text + "|@";
    }

    static String yellow(String text) {
        return "@|yellow " + text + "|@";
    }

    static String red(String text) {
        return "@|red " + text + "|@";
    }

    static String faint(String text) {
        return "@|faint " + text + "|@";
    }

    static String bold(String text) {
        return "@|bold " + text + "|@";
    }

    /** Keeps texts of others from controlling the terminal, and from being read as marks. */
    static String escaped(String text) {
        return unmarked(VisibleText.line(text));
    }

    static String unmarked(String text) {
        return text.replace("@|", "@ |").replace("|@", "| @");
    }

    /** Breaks a text at blanks into lines that are no longer than the width, unless a word is. */
    static List<String> wrapped(String text, int width) {
        List<String> lines = new ArrayList<>();
        for (String paragraph : text.lines().toList()) {
            StringBuilder line = new StringBuilder();
            for (String word : paragraph.strip().split(" ")) {
                if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
                    lines.add(escaped(line.toString()));
                    line.setLength(0);
                }
                line.append(line.isEmpty() ? "" : " ").append(word);
            }
            lines.add(escaped(line.toString()));
        }
        return lines;
    }
}
