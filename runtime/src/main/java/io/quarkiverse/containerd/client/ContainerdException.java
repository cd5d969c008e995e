package io.quarkiverse.containerd.client;

import io.grpc.Status;

/** A call to containerd that failed. The message names the call, the gRPC code and what containerd said. */
public class ContainerdException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Status.Code code;
    private final String method;
    private final String description;

    /**
     * @param method the call, for example {@code Content.Write}
     * @param code the gRPC code; {@code CANCELLED} with the thread's interrupt flag set when the thread was interrupted
     * @param description what containerd, or the channel to it, said; null if nothing
     * @param cause what was thrown; may be null
     */
    public ContainerdException(String method, Status.Code code, String description, Throwable cause) {
        super("containerd " + method + ": " + code + (description == null ? "" : ": " + description), cause);
        this.code = code;
        this.method = method;
        this.description = description == null ? "" : description;
    }

    public static ContainerdException of(String method, Status status) {
        return new ContainerdException(method, status.getCode(), status.getDescription(), status.getCause());
    }

    /** The gRPC code. */
    public Status.Code code() {
        return code;
    }

    /** The call, for example {@code Content.Write}. */
    public String method() {
        return method;
    }

    /** What containerd, or the channel to it, said; empty if nothing. */
    public String description() {
        return description;
    }
}
