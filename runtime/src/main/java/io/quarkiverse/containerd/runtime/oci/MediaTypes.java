package io.quarkiverse.containerd.runtime.oci;

import java.util.Set;

/** Media types of indexes, manifests, configurations and layers, and the classes that containerd sorts them into. */
public final class MediaTypes {

    public static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";
    public static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    public static final String OCI_CONFIG = "application/vnd.oci.image.config.v1+json";
    public static final String DOCKER_MANIFEST_LIST = "application/vnd.docker.distribution.manifest.list.v2+json";
    public static final String DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
    public static final String DOCKER_CONFIG = "application/vnd.docker.container.image.v1+json";
    public static final String DOCKER_LAYER = "application/vnd.docker.image.rootfs.diff.tar";
    public static final String DOCKER_LAYER_GZIP = "application/vnd.docker.image.rootfs.diff.tar.gzip";
    /**
     * Type of zstd layers, also under a docker manifest: containerd 1.6 cannot unpack docker's own
     * {@code .tar.zstd} type.
     */
    public static final String OCI_LAYER_ZSTD = "application/vnd.oci.image.layer.v1.tar+zstd";

    private static final String OCI_LAYER_PREFIX = "application/vnd.oci.image.layer.";
    private static final String OCI_FOREIGN_PREFIX = OCI_LAYER_PREFIX + "nondistributable.";
    private static final String DOCKER_FOREIGN_LAYER = "application/vnd.docker.image.rootfs.foreign.diff.tar";
    private static final String DOCKER_FOREIGN_LAYER_GZIP = DOCKER_FOREIGN_LAYER + ".gzip";
    /** BuildKit's type of zstd layers of docker's images, which containerd 2.0 and later unpack. */
    private static final String DOCKER_LAYER_ZSTD = DOCKER_LAYER + ".zstd";
    private static final Set<String> DOCKER_LAYERS = Set.of(DOCKER_LAYER, DOCKER_LAYER_GZIP, DOCKER_LAYER_ZSTD,
            DOCKER_FOREIGN_LAYER, DOCKER_FOREIGN_LAYER_GZIP);
    private static final Set<String> CONFIGS = Set.of(OCI_CONFIG, DOCKER_CONFIG,
            "application/vnd.containerd.container.checkpoint.config.v1+proto");

    private MediaTypes() {
    }

    /** Whether a document of this type lists manifests. */
    static boolean isIndex(String mediaType) {
        return mediaType.equals(OCI_INDEX) || mediaType.equals(DOCKER_MANIFEST_LIST);
    }

    /** Whether a document of this type refers to a configuration and layers. */
    static boolean isManifest(String mediaType) {
        return mediaType.equals(OCI_MANIFEST) || mediaType.equals(DOCKER_MANIFEST);
    }

    /** Whether containerd treats this as the configuration of an image. */
    public static boolean isConfig(String mediaType) {
        return CONFIGS.contains(mediaType);
    }

    /** Whether this is the configuration of an image, as a JSON document. */
    static boolean isImageConfig(String mediaType) {
        return mediaType.equals(OCI_CONFIG) || mediaType.equals(DOCKER_CONFIG);
    }

    /** Whether containerd treats this as a layer of a root file system. */
    public static boolean isLayer(String mediaType) {
        return mediaType.startsWith(OCI_LAYER_PREFIX) || DOCKER_LAYERS.contains(withoutSuffix(mediaType));
    }

    /** Whether the name of this type says that the layer is compressed. */
    public static boolean isCompressed(String mediaType) {
        return mediaType.endsWith("+gzip") || mediaType.endsWith("+zstd") || mediaType.endsWith(".gzip")
                || mediaType.endsWith(".zstd");
    }

    /** Whether registries and archives must not distribute this layer, so that it may be missing. */
    static boolean isForeignLayer(String mediaType) {
        String base = withoutSuffix(mediaType);
        return mediaType.startsWith(OCI_FOREIGN_PREFIX) || base.equals(DOCKER_FOREIGN_LAYER)
                || base.equals(DOCKER_FOREIGN_LAYER_GZIP);
    }

    private static String withoutSuffix(String mediaType) {
        int plus = mediaType.indexOf('+');
        return plus < 0 ? mediaType : mediaType.substring(0, plus);
    }
}
