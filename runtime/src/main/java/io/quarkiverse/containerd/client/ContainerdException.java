package io.quarkiverse.containerd.client;

import io.grpc.Status;

/** Thrown when a call to containerd fails. The message names the call, the gRPC code and containerd's own message. */
public class ContainerdException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Status.Code code;
    private final String method;
    private final String description;

    /**
     * A failed call.
     *
     * @param method the call, for example {@code Content.Write}
     * @param code the gRPC code; {@code CANCELLED} with the thread's interrupt flag set when the thread was interrupted
     * @param description the message of containerd or of the channel to it; null if there is none
     * @param cause the underlying failure; may be null
     */
    public ContainerdException(String method, Status.Code code, String description, Throwable cause) {
        super("containerd " + method + ": " + code + (description == null ? "" : ": " + description), cause);
        this.code = code;
        this.method = method;
        this.description = description == null ? "" : description;
    }

    /** Returns the gRPC code. */
    public Status.Code code() {
        return code;
    }

    /** Returns the call, for example {@code Content.Write}. */
    public String method() {
        return method;
    }

    /** Returns the message of containerd or of the channel to it; empty if there is none. */
    public String description() {
        return description;
    }
}
