package io.quarkiverse.containerd.logs;

import java.util.Map;

import org.jboss.logging.Logger;

/**
 * A line as a {@link LineParser} understands it.
 *
 * @param level the level; null for a continuation, which gets the level of the entry it continues
 * @param message the message
 * @param fields structured fields, in order
 * @param continuation whether the line continues the entry before it
 */
public record ParsedLine(Logger.Level level, String message, Map<String, String> fields, boolean continuation) {
}
