package io.quarkiverse.containerd.preseed;

/** How far an image of an image list has come. */
public enum PullState {
    /** Waits until the archives have been loaded. */
    PENDING,
    /** Is being pulled. */
    PULLING,
    /** Is there. */
    PRESENT,
    /** Is not there, and could not be pulled. */
    FAILED
}
