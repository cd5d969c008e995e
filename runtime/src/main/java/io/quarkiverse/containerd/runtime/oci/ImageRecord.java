package io.quarkiverse.containerd.runtime.oci;

/**
 * An image as containerd's image store is to hold it.
 *
 * @param name name of the record
 * @param target what it points to, with the annotations of its index entry; the store keeps no platform
 * @param selected whether the platform matcher selects the target. Go's import makes a record for an entry of another platform
 *        too, although its content is not kept.
 */
public record ImageRecord(String name, Descriptor target, boolean selected) {
}
