package io.quarkiverse.containerd.runtime.control;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.jboss.logging.Logger.Level;

/** The parameters of a request. */
record Query(Map<String, List<String>> parameters) {

    /** Thrown when a parameter cannot be used; the message is a sentence. */
    static final class MalformedException extends Exception {

        private static final long serialVersionUID = 1L;

        MalformedException(String message) {
            super(message);
        }
    }

    /** @throws MalformedException if there are other parameters than these */
    void requireOnly(Set<String> known) throws MalformedException {
        Optional<String> unknown = parameters.keySet().stream().filter(name -> !known.contains(name)).findFirst();
        if (unknown.isPresent()) {
            throw new MalformedException("There is no parameter " + unknown.get() + " here"
                    + (known.isEmpty() ? "." : "; there are " + String.join(", ", known.stream().sorted().toList()) + "."));
        }
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(parameters.get(name)).map(values -> values.get(values.size() - 1));
    }

    /** A parameter without a value is true, as in {@code ?follow}. */
    boolean flag(String name, boolean otherwise) throws MalformedException {
        String value = text(name).orElse(Boolean.toString(otherwise));
        return switch (value) {
            case "", "true" -> true;
            case "false" -> false;
            default -> throw new MalformedException(name + " must be true or false, and is " + value + ".");
        };
    }

    int number(String name, int otherwise, int largest) throws MalformedException {
        try {
            int value = text(name).map(Integer::parseInt).orElse(otherwise);
            if (value >= 0 && value <= largest) {
                return value;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new MalformedException(name + " must be a number from 0 to " + largest + ".");
    }

    Level level(String name) throws MalformedException {
        try {
            return text(name).map(level -> Level.valueOf(level.toUpperCase(Locale.ROOT))).orElse(Level.TRACE);
        } catch (IllegalArgumentException e) {
            throw new MalformedException(name + " must be one of FATAL, ERROR, WARN, INFO, DEBUG and TRACE.");
        }
    }

    /** Reads a time as in RFC 3339, or a duration back from now as in ISO 8601, with or without its prefix. */
    Instant time(String name, Instant now) throws MalformedException {
        Optional<String> value = text(name);
        if (value.isEmpty()) {
            return Instant.MIN;
        }
        String text = value.get().toUpperCase(Locale.ROOT);
        try {
            return text.contains("-") ? Instant.parse(text)
                    : now.minus(Duration.parse(text.startsWith("P") ? text : "PT" + text));
        } catch (DateTimeException | ArithmeticException e) {
            throw new MalformedException(name + " must be a time such as 2026-01-02T03:04:05Z, or a duration such as 10m.");
        }
    }
}
