package io.quarkiverse.containerd.client;

/** What putting an image record did. */
public enum PutResult {
    /** The record was there and pointed to the same target. */
    UNCHANGED,
    /** The record was there and points to the new target now. */
    UPDATED,
    /** There is a new record. */
    CREATED
}
