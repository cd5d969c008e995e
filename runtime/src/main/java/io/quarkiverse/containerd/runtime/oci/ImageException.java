package io.quarkiverse.containerd.runtime.oci;

import io.quarkiverse.containerd.runtime.text.BoundedText;

/** Thrown when a document of an image (index, manifest, configuration) or an image reference cannot be used. */
public class ImageException extends Exception {

    private static final long serialVersionUID = 1L;

    /** @param message names the document or reference and what is wrong with it */
    ImageException(String message) {
        super(BoundedText.reason(message));
    }

    /** @param message names the document or reference and what is wrong with it */
    ImageException(String message, Throwable cause) {
        super(BoundedText.reason(message), cause);
    }
}
