package io.quarkiverse.containerd.runtime.oci;

/** A document of an image (index, manifest, configuration, reference) that cannot be used. */
public class ImageException extends Exception {

    private static final long serialVersionUID = 1L;

    /** @param message names the document or reference and what is wrong with it */
    ImageException(String message) {
        super(message);
    }

    /** @param message names the document or reference and what is wrong with it */
    ImageException(String message, Throwable cause) {
        super(message, cause);
    }
}
