package io.quarkiverse.containerd.client;

/** The result of {@link ContentStore#adopt}. */
public enum Adoption {
    /** The namespace has the blob now. */
    ADOPTED,
    /** The namespace already had the blob. */
    EXISTED,
    /**
     * There is no file of this digest and size in the content directory, or containerd does not share the content of one
     * namespace with others.
     */
    ABSENT
}
