package io.quarkiverse.containerd.client;

import java.util.Map;
import java.util.Optional;

/**
 * A snapshot of a namespace.
 *
 * @param name the name of a committed snapshot, which for an unpacked layer is its chain id; the key of another
 * @param parent the name of the snapshot below it
 * @param kind what it is for
 * @param labels labels
 */
public record SnapshotInfo(String name, Optional<String> parent, SnapshotKind kind, Map<String, String> labels) {
}
