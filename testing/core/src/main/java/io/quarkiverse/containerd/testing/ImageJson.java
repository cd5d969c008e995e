package io.quarkiverse.containerd.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** The JSON documents of images, and members of such documents. */
public final class ImageJson {

    public static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";
    public static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    public static final String OCI_CONFIG = "application/vnd.oci.image.config.v1+json";
    /** The media type of a layer without compression. */
    public static final String OCI_LAYER = "application/vnd.oci.image.layer.v1.tar";
    /** The media type of a layer compressed with gzip. */
    public static final String OCI_LAYER_GZIP = OCI_LAYER + "+gzip";
    /** The file {@code oci-layout}. */
    public static final String LAYOUT = "{\"imageLayoutVersion\":\"1.0.0\"}";

    private ImageJson() {
    }

    /**
     * A configuration for Linux.
     *
     * @param diffIds the digests of the layers without compression
     */
    public static byte[] config(String architecture, List<String> diffIds) {
        return config(architecture, "linux", "{\"Cmd\":[\"/x\"]}", diffIds);
    }

    /** A configuration for Linux of layers without compression. */
    public static byte[] config(String architecture, byte[]... layers) {
        return config(architecture, Arrays.stream(layers).map(Blob::digest).toList());
    }

    /** @param process the member {@code config}, an object */
    static byte[] config(String architecture, String os, String process, List<String> diffIds) {
        return ("{\"architecture\":\"" + architecture + "\",\"os\":\"" + os + "\",\"config\":" + process
                + ",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[" + strings(diffIds) + "]}}").getBytes(UTF_8);
    }

    /**
     * A manifest.
     *
     * @param config the descriptor of the configuration
     * @param layers the descriptors of the layers
     */
    public static byte[] manifest(String config, Collection<String> layers) {
        return ("{\"schemaVersion\":2,\"mediaType\":\"" + OCI_MANIFEST + "\",\"config\":" + config + ",\"layers\":["
                + String.join(",", layers) + "]}").getBytes(UTF_8);
    }

    /** A manifest of layers of one type. */
    public static byte[] manifest(String layerType, byte[] config, byte[]... layers) {
        return manifest(descriptor(OCI_CONFIG, config),
                Arrays.stream(layers).map(layer -> descriptor(layerType, layer)).toList());
    }

    /** A descriptor with further members. */
    public static String descriptor(String mediaType, byte[] blob, String... members) {
        return Blob.of(blob).descriptor(mediaType, members);
    }

    /** An OCI index of descriptors. */
    public static byte[] index(String... descriptors) {
        return index(OCI_INDEX, List.of(descriptors));
    }

    /** An index of any type. */
    public static byte[] index(String mediaType, Collection<String> descriptors) {
        return ("{\"schemaVersion\":2,\"mediaType\":\"" + mediaType + "\",\"manifests\":[" + String.join(",", descriptors)
                + "]}").getBytes(UTF_8);
    }

    /** An image in a docker archive's {@code manifest.json}. */
    static String dockerImage(String config, List<String> names, List<String> layers) {
        return "{\"Config\":\"" + config + "\",\"RepoTags\":" + (names.isEmpty() ? "null" : "[" + strings(names) + "]")
                + ",\"Layers\":[" + strings(layers) + "]}";
    }

    /** A docker archive's {@code manifest.json} of one image. */
    public static String dockerManifest(String config, List<String> names, List<String> layers) {
        return "[" + dockerImage(config, names, layers) + "]";
    }

    /** The member that names an image as containerd's exports do. */
    public static String name(String name) {
        return annotation("io.containerd.image.name", name);
    }

    /** The member that names an image as the OCI specification does. */
    public static String refName(String name) {
        return annotation("org.opencontainers.image.ref.name", name);
    }

    private static String annotation(String key, String value) {
        return "\"annotations\":{\"" + key + "\":\"" + value + "\"}";
    }

    /** The member that says which platform of Linux an image is for. */
    public static String platform(String architecture) {
        return "\"platform\":{\"architecture\":\"" + architecture + "\",\"os\":\"linux\"}";
    }

    /** A descriptor with further members. */
    public static String with(String descriptor, String... members) {
        return descriptor.substring(0, descriptor.length() - 1)
                + List.of(members).stream().map(member -> "," + member).collect(Collectors.joining()) + "}";
    }

    static String strings(Collection<String> texts) {
        return texts.stream().map(text -> "\"" + text + "\"").collect(Collectors.joining(","));
    }
}
