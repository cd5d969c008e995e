package io.quarkiverse.containerd.benchmark;

import java.nio.file.Path;
import java.util.List;

/**
 * The archives of a workload, on disk.
 *
 * @param preseedDirectory as the preseed reads it: holds the directory {@code k8s.io}, which holds the archives
 * @param files the archives
 * @param bytes of the archives together
 * @param layerBytes of the layers, each counted once
 */
record Archives(Workload workload, Path preseedDirectory, List<Path> files, long bytes, long layerBytes) {

    static final String NAMESPACE = "k8s.io";
}
