package io.quarkiverse.containerd.testing;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Builds a docker archive, as {@code docker save} writes it, whole or broken on purpose.
 *
 * <pre>
 * new DockerArchive().image(Image.of(layer), "app:1", "app:latest").write(file);
 * </pre>
 */
public final class DockerArchive {

    private static final String MANIFEST = "manifest.json";

    private final Map<String, Consumer<Tar>> files = new LinkedHashMap<>();
    private final List<String> images = new ArrayList<>();
    private boolean indexFirst;

    /** Adds an image under names, or without any. */
    public DockerArchive image(Image image, String... names) {
        List<String> layers = new ArrayList<>();
        for (Layer layer : image.layers()) {
            String name = images.size() + "/" + layers.size() + "/layer.tar";
            layers.add(name);
            file(name, layer.blob());
        }
        String config = "config" + images.size() + ".json";
        file(config, image.config());
        return image(config, List.of(names), layers);
    }

    /** Adds an image whose configuration and layers are files of the archive, or should be. */
    public DockerArchive image(String config, List<String> names, List<String> layers) {
        images.add(ImageJson.dockerImage(config, names, layers));
        return this;
    }

    /** Adds a file. */
    public DockerArchive file(String name, Blob blob) {
        files.put(name, tar -> tar.file(name, blob.size(), blob.body()));
        return this;
    }

    /** Adds a symbolic link. */
    public DockerArchive symlink(String name, String target) {
        files.put(name, tar -> tar.symlink(name, target));
        return this;
    }

    /** Adds a hard link. */
    public DockerArchive hardLink(String name, String target) {
        files.put(name, tar -> tar.hardLink(name, target));
        return this;
    }

    /** Leaves a file out. */
    public DockerArchive without(String name) {
        files.remove(name);
        return this;
    }

    /** Writes {@code manifest.json} before all other files instead of behind them. */
    public DockerArchive indexFirst() {
        indexFirst = true;
        return this;
    }

    /** Returns the tar file. */
    public byte[] tar() {
        return tar(UnaryOperator.identity());
    }

    /** Returns the tar file with another {@code manifest.json}. */
    public byte[] tar(UnaryOperator<String> list) {
        Tar tar = new Tar();
        writeTo(tar, list);
        return tar.bytes();
    }

    private void writeTo(Tar tar, UnaryOperator<String> list) {
        byte[] manifest = list.apply("[" + String.join(",", images) + "]").getBytes(StandardCharsets.UTF_8);
        if (indexFirst) {
            tar.file(MANIFEST, manifest);
        }
        files.values().forEach(file -> file.accept(tar));
        if (!indexFirst) {
            tar.file(MANIFEST, manifest);
        }
        tar.end();
    }

    /** Writes the tar file to a file, whose directory need not exist. */
    public Path write(Path file) throws IOException {
        return write(file, Compressor.NONE);
    }

    /** Writes the tar file, compressed. */
    public Path write(Path file, Compressor compressor) throws IOException {
        Files.createDirectories(file.getParent());
        try (OutputStream out = new BufferedOutputStream(compressor.to(Files.newOutputStream(file)), 1 << 20)) {
            writeTo(new Tar(out), UnaryOperator.identity());
        }
        return file;
    }
}
