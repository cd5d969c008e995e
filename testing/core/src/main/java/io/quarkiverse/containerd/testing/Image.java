package io.quarkiverse.containerd.testing;

import java.util.List;

/**
 * An image for one platform.
 *
 * @param layers its layers, the lowest first
 * @param config its configuration
 */
public record Image(List<Layer> layers, Blob config) {

    public Image {
        layers = List.copyOf(layers);
    }

    /** An image for amd64. */
    public static Image of(Layer... layers) {
        return of("amd64", List.of(layers));
    }

    /** An image for any architecture. */
    public static Image of(String architecture, List<Layer> layers) {
        return new Image(layers, Blob.of(ImageJson.config(architecture, diffIds(layers))));
    }

    private static List<String> diffIds(List<Layer> layers) {
        return layers.stream().map(Layer::diffId).toList();
    }

    /** Returns the image of these layers for amd64 that runs a program. */
    public Image running(String... command) {
        return new Image(layers, Blob.of(ImageJson.config("amd64", "linux",
                "{\"Entrypoint\":[" + ImageJson.strings(List.of(command)) + "]}", diffIds(layers))));
    }

    /** Its manifest. */
    public Blob manifest() {
        return Blob.of(ImageJson.manifest(config.descriptor(ImageJson.OCI_CONFIG),
                layers.stream().map(Layer::descriptor).toList()));
    }
}
