package io.quarkiverse.containerd.client;

import io.grpc.Status;

/** Thrown when the bytes of an upload do not have the announced size or digest. Its code is {@code FAILED_PRECONDITION}. */
public class ContentMismatchException extends ContainerdException {

    private static final long serialVersionUID = 1L;

    private final transient Digest digest;

    /**
     * A mismatch.
     *
     * @param method the call, for example {@code Content.Write}
     * @param digest the announced digest
     * @param description containerd's message
     * @param cause the underlying failure; may be null
     */
    public ContentMismatchException(String method, Digest digest, String description, Throwable cause) {
        super(method, Status.Code.FAILED_PRECONDITION, description, cause);
        this.digest = digest;
    }

    /** Returns the announced digest. */
    public Digest digest() {
        return digest;
    }
}
