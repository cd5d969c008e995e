package io.quarkiverse.containerd.benchmark;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * An archive to make, of one image.
 *
 * @param number number of the archive in the workload
 * @param ociLayout whether it is an OCI image layout; else it is a docker archive
 * @param layers the image's layers
 */
record ArchiveSpec(int number, boolean ociLayout, List<LayerSpec> layers) {

    static List<ArchiveSpec> images(int count, boolean ociLayout, IntFunction<List<LayerSpec>> layers) {
        return IntStream.range(0, count).mapToObj(image -> new ArchiveSpec(image, ociLayout, layers.apply(image))).toList();
    }

    ArchiveSpec scaled(double factor) {
        return new ArchiveSpec(number, ociLayout, layers.stream().map(layer -> layer.scaled(factor)).toList());
    }
}
