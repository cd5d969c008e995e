package io.quarkiverse.containerd.runtime.oci;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.regex.Pattern;

import io.quarkiverse.containerd.runtime.text.BoundedText;

/** The rules by which the image records of a namespace are made. */
public enum RecordRules {

    /** As containerd's import makes them: every name as it stands, also of an image for another platform. */
    CONTAINERD {
        @Override
        String complete(String name) {
            return name;
        }
    },

    /**
     * For the Container Runtime Interface: complete names, which are those that a pod's image is looked up by, and only images
     * that a pod of this machine can use. Its plugin reads every record's image for the machine's platform, and logs errors if
     * there is none.
     */
    KUBERNETES {
        @Override
        String complete(String name) throws ImageException {
            if (IMAGE_ID.matcher(name).matches()) {
                throw new ImageException("image name \"" + name + "\" has the form of an image ID");
            }
            return DockerReference.parse(name).toString();
        }
    },

    /** As {@link #KUBERNETES}, with another record for each image by its digest, as a pull by that interface makes it. */
    KUBERNETES_WITH_DIGESTS {
        @Override
        String complete(String name) throws ImageException {
            return KUBERNETES.complete(name);
        }
    };

    /** The longest key of containerd's database. */
    private static final int MOST_BYTES = 32_768;
    private static final Pattern IMAGE_ID = Pattern.compile("sha256:[0-9a-f]{64}");

    /** Whether the records are for pods of this machine. */
    public boolean isForPods() {
        return this != CONTAINERD;
    }

    abstract String complete(String name) throws ImageException;

    /**
     * Returns the name of an image's record.
     *
     * @param name the name in the archive
     * @throws ImageException if no record can have that name
     */
    String name(String name) throws ImageException {
        if (name.chars().anyMatch(Character::isISOControl)) {
            throw new ImageException(
                    "image name \"" + BoundedText.name(name.replaceAll("\\p{Cntrl}", "?")) + "\" has control characters");
        }
        if (name.getBytes(UTF_8).length > MOST_BYTES) {
            throw new ImageException("image name \"" + BoundedText.name(name) + "\" has more than " + MOST_BYTES
                    + " bytes, which containerd cannot store");
        }
        return complete(name);
    }
}
