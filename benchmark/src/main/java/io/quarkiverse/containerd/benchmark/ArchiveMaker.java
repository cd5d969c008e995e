package io.quarkiverse.containerd.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.quarkiverse.containerd.apt.FileTrees;
import io.quarkiverse.containerd.runtime.oci.Platforms;
import io.quarkiverse.containerd.testing.DockerArchive;
import io.quarkiverse.containerd.testing.Image;
import io.quarkiverse.containerd.testing.Layer;
import io.quarkiverse.containerd.testing.OciLayout;

/** Makes the archives of workloads. */
final class ArchiveMaker {

    private final Path directory;
    private final double scale;

    /**
     * @param directory directory for the archives
     * @param scale factor for the size of all layers
     */
    ArchiveMaker(Path directory, double scale) {
        this.directory = directory;
        this.scale = scale;
    }

    /** Makes the archives of a workload; the same ones each time. */
    Archives make(Workload workload) throws IOException, InterruptedException {
        List<ArchiveSpec> specs = workload.archives().stream().map(spec -> spec.scaled(scale)).toList();
        Path scratch = Files.createDirectories(directory.resolve(workload.id() + "-layers"));
        Map<String, Layer> layers = makeLayers(workload, specs, new LayerMaker(scratch));
        Path preseed = directory.resolve(workload.id());
        Path target = Files.createDirectories(preseed.resolve(Archives.NAMESPACE));
        List<Path> files = new ArrayList<>();
        long bytes = 0;
        for (ArchiveSpec spec : specs) {
            Path file = write(workload, spec, layers, target);
            files.add(file);
            bytes += Files.size(file);
        }
        long layerBytes = layers.values().stream().mapToLong(layer -> layer.blob().size()).sum();
        FileTrees.delete(scratch);
        return new Archives(preseed, List.copyOf(files), workload.compression(), workload.isUnpacked(), bytes, layerBytes);
    }

    private static Path write(Workload workload, ArchiveSpec spec, Map<String, Layer> layers, Path directory)
            throws IOException {
        String image = "%s%02d".formatted(workload.id(), spec.number());
        Path file = directory.resolve(image + workload.compression().suffix());
        List<Layer> ofImage = keys(workload, spec).keySet().stream().map(layers::get).toList();
        String name = "registry.test/" + image + ":1";
        Image made = Image.of(Platforms.host().architecture(), ofImage);
        if (spec.ociLayout()) {
            new OciLayout().image(name, made).write(file, workload.compression().compressor());
        } else {
            new DockerArchive().image(made, name).write(file, workload.compression().compressor());
        }
        return file;
    }

    private static Map<String, Layer> makeLayers(Workload workload, List<ArchiveSpec> specs, LayerMaker maker)
            throws IOException, InterruptedException {
        Map<String, LayerSpec> wanted = new LinkedHashMap<>();
        specs.forEach(spec -> wanted.putAll(keys(workload, spec)));
        ExecutorService threads = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try {
            Map<String, Future<Layer>> making = new LinkedHashMap<>();
            wanted.forEach((key, spec) -> making.put(key, threads.submit(() -> maker.make(spec, key.hashCode()))));
            Map<String, Layer> made = new LinkedHashMap<>();
            for (Map.Entry<String, Future<Layer>> layer : making.entrySet()) {
                made.put(layer.getKey(), layer.getValue().get());
            }
            return made;
        } catch (ExecutionException e) {
            throw new IOException("The layers of " + workload.title() + " could not be made", e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    /** The layers of an image, in order, each by what it depends on. */
    private static Map<String, LayerSpec> keys(Workload workload, ArchiveSpec spec) {
        Map<String, LayerSpec> keys = new LinkedHashMap<>();
        for (LayerSpec layer : spec.layers()) {
            String name = layer.name().isEmpty() ? spec.number() + "." + keys.size() : layer.name();
            keys.put(workload.id() + "/" + name, layer);
        }
        return keys;
    }
}
