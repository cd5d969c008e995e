package io.quarkiverse.containerd.runtime.supervisor;

import java.time.Instant;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

import io.quarkiverse.containerd.Failure;
import io.quarkiverse.containerd.runtime.text.BoundedText;

/** Describes why a runnable has failed. */
final class Failures {

    /** The packages of this extension, whose exceptions have messages for operators, who know no classes. */
    private static final String OWN = "io.quarkiverse.containerd.";
    /** With the indentation of the next line. */
    private static final Pattern LINE_BREAK = Pattern.compile("\r?\n\\s*");

    private Failures() {
    }

    /** @param thrown exception that the runnable threw; null if it returned */
    static Failure of(Instant at, Throwable thrown) {
        return new Failure(at, thrown == null ? "returned without signalling DONE" : describe(thrown), thrown);
    }

    /** Returns the reason for humans: one line, and not too long. */
    static String line(String reason) {
        return BoundedText.message(LINE_BREAK.matcher(reason).replaceAll(" "));
    }

    /** Returns what an exception says, whose lines are kept. */
    static String story(Throwable thrown) {
        return named(thrown, BoundedText::message);
    }

    /** Returns what an exception says, on one line. */
    static String describe(Throwable thrown) {
        return named(thrown, Failures::line);
    }

    /** Returns the message after the name of its class, or either alone: others' messages may not be sentences. */
    private static String named(Throwable thrown, UnaryOperator<String> rendering) {
        String name = thrown.getClass().getSimpleName();
        String message = thrown.getMessage();
        if (message == null) {
            return name;
        }
        return thrown.getClass().getName().startsWith(OWN) ? rendering.apply(message) : name + ": " + rendering.apply(message);
    }
}
