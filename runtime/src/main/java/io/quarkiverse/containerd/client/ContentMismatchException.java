package io.quarkiverse.containerd.client;

import io.grpc.Status;
import io.quarkiverse.containerd.runtime.grpc.upload.WriteStream;
import io.quarkiverse.containerd.runtime.oci.Digest;

/** An upload whose bytes are not those announced: containerd found another size or digest. */
public class ContentMismatchException extends ContainerdException {

    private static final long serialVersionUID = 1L;

    private final transient Digest digest;

    /**
     * @param digest the digest that the bytes should have had
     * @param description what containerd said
     * @param cause what was thrown; may be null
     */
    public ContentMismatchException(Digest digest, String description, Throwable cause) {
        super(WriteStream.METHOD, Status.Code.FAILED_PRECONDITION, description, cause);
        this.digest = digest;
    }

    /** The digest that the bytes should have had. */
    public Digest digest() {
        return digest;
    }
}
