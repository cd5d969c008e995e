package io.quarkiverse.containerd.runtime.metrics;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.ToLongFunction;

import jakarta.inject.Singleton;

import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.disk.DiskReads;
import io.quarkus.runtime.metrics.MetricsFactory;

/** The meters of the disks that images fill, which are NaN while a disk does not answer. */
@Singleton
class DiskMetrics implements MeterBinder {

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final ContainerdConfig config;

    DiskMetrics(ContainerdConfig config) {
        this.config = config;
    }

    @Override
    public void register(MetricsFactory factory) {
        register(factory, "root", config.directories().root());
        if (config.preseed().enabled()) {
            register(factory, "spool", config.preseed().spoolDirectory());
        }
    }

    private static void register(MetricsFactory factory, String directory, Path path) {
        DiskReads reads = new DiskReads(path.toString(), PATIENCE);
        gauge(factory, directory, "free", "Bytes that are free on the disk of the directory",
                () -> size(path, File::getUsableSpace), reads);
        gauge(factory, directory, "total", "Size of the disk of the directory", () -> size(path, File::getTotalSpace), reads);
    }

    private static void gauge(MetricsFactory factory, String directory, String name, String description,
            DiskReads.Read<Number> size, DiskReads reads) {
        factory.builder("containerd.disk." + name).unit("bytes").description(description).tag("directory", directory)
                .buildGauge(() -> read(size, reads));
    }

    private static Number read(DiskReads.Read<Number> size, DiskReads reads) {
        try {
            return reads.callBriefly(size, Double.NaN);
        } catch (IOException e) {
            return Double.NaN;
        }
    }

    /** Returns the size of the disk that a directory lies on, or will lie on. */
    private static Number size(Path path, ToLongFunction<File> size) {
        Path existing = path.toAbsolutePath();
        while (existing.getParent() != null && !existing.toFile().exists()) {
            existing = existing.getParent();
        }
        return size.applyAsLong(existing.toFile());
    }
}
