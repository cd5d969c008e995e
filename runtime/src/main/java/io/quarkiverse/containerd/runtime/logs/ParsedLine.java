package io.quarkiverse.containerd.runtime.logs;

import java.util.Map;

import org.jboss.logging.Logger;

/**
 * What a {@link LineParser} makes of a line.
 *
 * @param level level; null for a continuation, which has the level of the entry it continues
 * @param message message
 * @param fields structured fields, in order
 * @param continuation whether the line continues the entry before it
 */
public record ParsedLine(Logger.Level level, String message, Map<String, String> fields, boolean continuation) {
}
