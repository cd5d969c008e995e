package io.quarkiverse.containerd.benchmark;

/**
 * A layer to create.
 *
 * @param size bytes of the files in it
 * @param compressed whether it is compressed with gzip
 * @param compressible whether it consists of repeated words instead of random bytes
 * @param name layers of one name are the same layer; empty for one that no other image has
 */
record LayerSpec(long size, boolean compressed, boolean compressible, String name) {

    static LayerSpec gzip(long size) {
        return new LayerSpec(size, true, false, "");
    }

    static LayerSpec plain(long size) {
        return new LayerSpec(size, false, false, "");
    }

    static LayerSpec words(long size) {
        return new LayerSpec(size, false, true, "");
    }

    LayerSpec shared(String name) {
        return new LayerSpec(size, compressed, compressible, name);
    }

    LayerSpec scaled(double factor) {
        return new LayerSpec(Math.max(1, Math.round(size * factor)), compressed, compressible, name);
    }
}
