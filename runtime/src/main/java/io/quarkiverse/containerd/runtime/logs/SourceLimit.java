package io.quarkiverse.containerd.runtime.logs;

/**
 * A limit for a DN whose entries come from many sources, so that a flood from one of them does not drown everything else in the
 * application's log.
 *
 * @param dn the DN
 * @param key the configuration key that has it, for messages
 * @param field the field of an entry that tells its source
 * @param linesPerSecond the lines of one source that are forwarded on average over ten seconds; those of all together are four
 *        times as many
 */
public record SourceLimit(String dn, String key, String field, int linesPerSecond) {
}
