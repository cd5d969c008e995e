package io.quarkiverse.containerd.runtime.oci;

/**
 * A record of containerd's image store.
 *
 * @param name name of the record
 * @param target the descriptor it points to, with the annotations of its index entry; the store keeps no platform
 * @param selected whether the platform of the target is selected. As containerd's import does, an entry of another
 *        platform gets a record too, although its content is not kept.
 */
public record ImageRecord(String name, Descriptor target, boolean selected) {
}
