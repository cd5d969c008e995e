package io.quarkiverse.containerd.benchmark;

import java.nio.file.Path;
import java.util.List;

/**
 * Archives to load, on disk.
 *
 * @param preseedDirectory as the preseed reads it: holds the directory {@code k8s.io}, which holds the archives
 * @param files the archives
 * @param compression of each archive as a whole
 * @param unpacked whether their images are unpacked, too
 * @param bytes of the archives together
 * @param layerBytes of the layers, each counted once
 */
record Archives(Path preseedDirectory, List<Path> files, Workload.Compression compression, boolean unpacked, long bytes,
        long layerBytes) {

    static final String NAMESPACE = "k8s.io";
}
