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

/**
 * Builds an OCI image layout, whole or broken on purpose.
 *
 * <pre>
 * new OciLayout().image("registry.test/app:1", Image.of(Layer.of(Map.of("etc/motd", text)))).write(file);
 * </pre>
 */
public final class OciLayout {

    private static final String MARKER = "oci-layout";
    private static final String INDEX = "index.json";

    private final List<String> entries = new ArrayList<>();
    /** All files but the index, by name. */
    private final Map<String, Blob> files = new LinkedHashMap<>();
    private boolean indexLast;

    /** An empty layout. */
    public OciLayout() {
        file(MARKER, ImageJson.LAYOUT);
    }

    /**
     * Returns a tar file without its end, so that entries can be added, with an index and blobs that need not belong together.
     */
    public static Tar tarOf(byte[] index, byte[]... blobs) {
        Tar tar = new Tar().file(MARKER, ImageJson.LAYOUT).file(INDEX, index);
        for (byte[] blob : blobs) {
            tar.file(Blob.of(blob).name(), blob);
        }
        return tar;
    }

    /** Adds an image under a name. */
    public OciLayout image(String name, Image image) {
        return entry(manifest(image), ImageJson.name(name));
    }

    /** Adds the manifest of an image and what it needs; returns its descriptor. */
    public String manifest(Image image) {
        image.layers().forEach(layer -> add(layer.blob()));
        add(image.config());
        return add(ImageJson.OCI_MANIFEST, image.manifest());
    }

    /** Adds a manifest; returns its descriptor. */
    public String manifest(String config, String... layers) {
        return add(ImageJson.OCI_MANIFEST, ImageJson.manifest(config, List.of(layers)));
    }

    /** Adds an index below the layout's own; returns its descriptor. */
    public String index(String... descriptors) {
        return add(ImageJson.OCI_INDEX, ImageJson.index(descriptors));
    }

    /** Adds a blob; returns its descriptor. */
    public String add(String mediaType, byte[] bytes) {
        return add(mediaType, Blob.of(bytes));
    }

    private String add(String mediaType, Blob blob) {
        add(blob);
        return blob.descriptor(mediaType);
    }

    private void add(Blob blob) {
        files.put(blob.name(), blob);
    }

    /** Adds an entry to {@code index.json}. */
    public OciLayout entry(String descriptor, String... members) {
        entries.add(ImageJson.with(descriptor, members));
        return this;
    }

    /** Adds a file that is no blob, or replaces the one of that name. */
    public OciLayout file(String name, String text) {
        files.put(name, Blob.of(text.getBytes(StandardCharsets.UTF_8)));
        return this;
    }

    /** Moves a blob to another name. */
    public OciLayout rename(Blob blob, String name) {
        files.put(name, files.remove(blob.name()));
        return this;
    }

    /** Leaves a blob out. */
    public OciLayout without(Blob blob) {
        return without(blob.name());
    }

    /** Leaves a file out. */
    public OciLayout without(String name) {
        files.remove(name);
        return this;
    }

    /** Makes a blob's bytes not those of its digest. */
    public OciLayout falsify(Blob blob) {
        files.put(blob.name(), blob.falsified());
        return this;
    }

    /** Writes {@code index.json} behind all blobs instead of before them. */
    public OciLayout indexLast() {
        indexLast = true;
        return this;
    }

    /** A way to put a file into the tar file. */
    @FunctionalInterface
    public interface Entry {

        /** Adds the file to the tar file in one or more entries. */
        void add(Tar tar, String name, Blob blob);
    }

    /** Returns the tar file. */
    public byte[] tar() {
        return tar(OciLayout::plain);
    }

    /** Returns the tar file with entries of another kind. */
    public byte[] tar(Entry entry) {
        return writeTo(new Tar(), entry).end().bytes();
    }

    private static void plain(Tar tar, String name, Blob blob) {
        tar.file(name, blob.size(), blob.body());
    }

    /** Writes the tar file, without its end. */
    public Tar writeTo(Tar tar, Entry entry) {
        all().forEach((name, blob) -> entry.add(tar, name, blob));
        return tar;
    }

    /** All files in the order of the archive. */
    private Map<String, Blob> all() {
        Blob index = Blob.of(ImageJson.index(ImageJson.OCI_INDEX, entries));
        Map<String, Blob> all = new LinkedHashMap<>();
        Blob marker = files.get(MARKER);
        if (marker != null) {
            all.put(MARKER, marker);
        }
        if (!indexLast) {
            all.put(INDEX, index);
        }
        all.putAll(files);
        all.putIfAbsent(INDEX, index);
        return all;
    }

    /** Writes the tar file to a file, whose directory need not exist. */
    public Path write(Path file) throws IOException {
        return write(file, Compressor.NONE);
    }

    /** Writes the tar file, compressed. */
    public Path write(Path file, Compressor compressor) throws IOException {
        Files.createDirectories(file.getParent());
        try (OutputStream out = new BufferedOutputStream(compressor.to(Files.newOutputStream(file)), 1 << 20)) {
            writeTo(new Tar(out), OciLayout::plain).end();
        }
        return file;
    }

    /** Writes the files below a directory, where files of an earlier layout may be. */
    public Path writeDirectory(Path directory) throws IOException {
        for (Map.Entry<String, Blob> each : all().entrySet()) {
            Path file = directory.resolve(each.getKey());
            Files.createDirectories(file.getParent());
            Files.write(file, each.getValue().bytes());
        }
        return directory;
    }
}
