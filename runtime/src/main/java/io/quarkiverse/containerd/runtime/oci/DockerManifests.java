package io.quarkiverse.containerd.runtime.oci;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.quarkiverse.containerd.client.Digest;

/**
 * Generates the manifests that a docker archive lacks, as containerd does. Their bytes determine the digest that the
 * image record points to, so they equal those of containerd's import.
 */
public final class DockerManifests {

    private DockerManifests() {
    }

    /**
     * Returns the bytes of a docker manifest version 2.
     *
     * @param config the image configuration
     * @param layers lowest first
     */
    public static byte[] manifest(Descriptor config, List<Descriptor> layers) {
        return ("{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.DOCKER_MANIFEST + "\",\"config\":" + json(config)
                + ",\"layers\":" + layers.stream().map(DockerManifests::json).collect(Collectors.joining(",", "[", "]")) + "}")
                .getBytes(UTF_8);
    }

    /**
     * Returns the index entry of an image under one of its names.
     *
     * @param platform the platform of the configuration
     * @param repoTag a name as the archive has it
     * @throws ImageException if the name is no image reference
     */
    public static Descriptor entry(Digest manifest, long size, Platform platform, String repoTag) throws ImageException {
        DockerReference reference = DockerReference.parse(repoTag);
        Map<String, String> annotations = new TreeMap<>();
        annotations.put(ImageNames.IMAGE_NAME, reference.toString());
        annotations.put(ImageNames.REF_NAME, reference.object());
        return new Descriptor(MediaTypes.DOCKER_MANIFEST, manifest, size, annotations, Optional.of(platform));
    }

    /** Returns the index entry of an image without a name. */
    public static Descriptor entry(Digest manifest, long size, Platform platform) {
        return new Descriptor(MediaTypes.DOCKER_MANIFEST, manifest, size, Map.of(), Optional.of(platform));
    }

    private static String json(Descriptor descriptor) {
        return "{\"mediaType\":" + quote(descriptor.mediaType()) + ",\"digest\":\"" + descriptor.digest() + "\",\"size\":"
                + descriptor.size() + "}";
    }

    /** Quotes a string as Go's encoding/json does, which escapes what could end an HTML script. */
    private static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ' || c == '<' || c == '>' || c == '&') {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
