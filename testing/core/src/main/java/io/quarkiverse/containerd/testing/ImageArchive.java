package io.quarkiverse.containerd.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Builds an image in memory, and its archive, whole or broken on purpose:
 *
 * <pre>
 * ImageArchive.of("localhost/app:1").file("etc/app.properties", "debug=true").write(preseed.resolve("k8s.io/app.tar"));
 * </pre>
 *
 * The image is for this machine, and the archive an OCI image layout, unless they are told otherwise. Paths in the image need
 * no leading slash. Every method but the last of a chain returns the builder itself.
 */
public final class ImageArchive {

    private final List<String> names;
    private final List<Map<String, Consumer<Tar>>> layers = new ArrayList<>(List.of(new LinkedHashMap<>()));
    private final List<String> entrypoint = new ArrayList<>();
    private final List<String> environment = new ArrayList<>();
    private String architecture = ofThisMachine();
    private boolean docker;
    private Damage damage;

    private ImageArchive(List<String> names) {
        this.names = names;
    }

    /**
     * Returns the builder of an image.
     *
     * @param name its name, such as {@code localhost/app:1}
     * @param others further names of it
     */
    public static ImageArchive of(String name, String... others) {
        List<String> names = new ArrayList<>(List.of(name));
        names.addAll(List.of(others));
        return new ImageArchive(List.copyOf(names));
    }

    private static String ofThisMachine() {
        String architecture = System.getProperty("os.arch");
        return Map.of("x86_64", "amd64", "aarch64", "arm64").getOrDefault(architecture, architecture);
    }

    /** Adds a file with a text in UTF-8. */
    public ImageArchive file(String path, String text) {
        return file(path, text.getBytes(UTF_8));
    }

    /** Adds a file. */
    public ImageArchive file(String path, byte[] content) {
        return entry(path, (tar, name) -> tar.file(name, content));
    }

    /**
     * Adds a copy of a file, which stays executable if it is.
     *
     * @throws UncheckedIOException if it cannot be read
     */
    public ImageArchive file(String path, Path source) {
        byte[] content = read(source);
        return Files.isExecutable(source) ? program(path, content) : file(path, content);
    }

    /** Adds an executable file. */
    public ImageArchive program(String path, byte[] content) {
        return entry(path, (tar, name) -> tar.program(name, content));
    }

    /**
     * Adds copies of all files below a directory; symbolic links are kept.
     *
     * @throws UncheckedIOException if one cannot be read
     */
    public ImageArchive directory(String path, Path source) {
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.filter(file -> !file.equals(source)).sorted().toList()) {
                String inside = path + "/" + source.relativize(file);
                if (Files.isSymbolicLink(file)) {
                    symlink(inside, Files.readSymbolicLink(file).toString());
                } else if (Files.isRegularFile(file)) {
                    file(inside, file);
                }
            }
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Adds a copy of a file of the class path.
     *
     * @param resource its name, such as {@code images/app.properties}
     * @throws IllegalArgumentException if there is none of that name
     */
    public ImageArchive resource(String path, String resource) {
        try (InputStream in = Thread.currentThread().getContextClassLoader().getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalArgumentException("There is no " + resource + " on the class path");
            }
            return file(path, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds a symbolic link. */
    public ImageArchive symlink(String path, String target) {
        return entry(path, (tar, name) -> tar.symlink(name, target));
    }

    /**
     * Adds busybox as {@code bin/busybox}, and {@code bin/sh} with it, for images that run something. Debian's package
     * {@code busybox-static} is downloaded when it is first asked for.
     */
    public ImageArchive busybox() {
        return program("bin/busybox", read(DebianPackage.busybox())).symlink("bin/sh", "busybox");
    }

    /** Begins another layer: what is added from now on is in it. */
    public ImageArchive layer() {
        layers.add(new LinkedHashMap<>());
        return this;
    }

    /** Sets the command that a container of the image runs. */
    public ImageArchive entrypoint(String... command) {
        entrypoint.clear();
        entrypoint.addAll(List.of(command));
        return this;
    }

    /** Adds an environment variable. */
    public ImageArchive environment(String name, String value) {
        environment.add(name + "=" + value);
        return this;
    }

    /** Sets the architecture of the image, such as {@code arm64}. */
    public ImageArchive architecture(String architecture) {
        this.architecture = architecture;
        return this;
    }

    /** Makes the archive one of docker, as {@code docker save} writes it. */
    public ImageArchive docker() {
        docker = true;
        return this;
    }

    /** Makes the archive a broken one. */
    public ImageArchive broken(Damage damage) {
        this.damage = damage;
        return this;
    }

    /** Returns the names of the image. */
    public List<String> names() {
        return names;
    }

    /** Returns the image. */
    public Image image() {
        List<Layer> built = layers.stream().map(ImageArchive::layer).toList();
        String process = "{\"Entrypoint\":" + json(entrypoint) + ",\"Env\":" + json(environment) + "}";
        return new Image(built, Blob.of(ImageJson.config(architecture, "linux", process,
                built.stream().map(Layer::diffId).toList())));
    }

    private static Layer layer(Map<String, Consumer<Tar>> entries) {
        Tar tar = new Tar();
        entries.values().forEach(entry -> entry.accept(tar));
        return Layer.of(tar);
    }

    /** Returns the archive. */
    public byte[] bytes() {
        if (damage == Damage.NO_ARCHIVE) {
            return "no archive\n".getBytes(UTF_8);
        }
        byte[] whole = docker ? dockerArchive() : ociLayout();
        return damage == Damage.TRUNCATED ? Arrays.copyOf(whole, whole.length / 2) : whole;
    }

    private byte[] ociLayout() {
        Image image = image();
        OciLayout layout = new OciLayout();
        names.forEach(name -> layout.image(name, image));
        Blob last = image.layers().get(layers.size() - 1).blob();
        if (damage == Damage.FALSIFIED_LAYER) {
            layout.falsify(last);
        } else if (damage == Damage.MISSING_LAYER) {
            layout.without(last);
        }
        return damage == Damage.NO_INDEX ? withoutIndex(image) : layout.tar();
    }

    private static byte[] withoutIndex(Image image) {
        Tar tar = new Tar().file("oci-layout", ImageJson.LAYOUT);
        image.layers().forEach(layer -> tar.file(layer.blob().name(), layer.blob().bytes()));
        return tar.end().bytes();
    }

    private byte[] dockerArchive() {
        Image image = image();
        DockerArchive archive = new DockerArchive().image(image, names.toArray(String[]::new));
        String last = "0/" + (layers.size() - 1) + "/layer.tar";
        if (damage == Damage.FALSIFIED_LAYER) {
            archive.file(last, image.layers().get(layers.size() - 1).blob().falsified());
        } else if (damage == Damage.MISSING_LAYER) {
            archive.without(last);
        }
        return damage == Damage.NO_INDEX ? new Tar().file("config0.json", image.config().bytes()).end().bytes() : archive.tar();
    }

    /**
     * Writes the archive in one step, so that who watches the directory never sees a part of it. The directory is made if it
     * does not exist, and a file of that name is replaced.
     *
     * @return the file
     * @throws UncheckedIOException if it cannot be written
     */
    public Path write(Path file) {
        try {
            Path directory = Files.createDirectories(file.toAbsolutePath().getParent());
            Path partial = Files.write(directory.resolve("." + file.getFileName() + ".partial"), bytes());
            return Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ImageArchive entry(String path, Entry entry) {
        String name = path.startsWith("/") ? path.substring(1) : path;
        layers.get(layers.size() - 1).put(name, tar -> entry.add(tar, name));
        return this;
    }

    @FunctionalInterface
    private interface Entry {

        void add(Tar tar, String name);
    }

    private static byte[] read(Path source) {
        try {
            return Files.readAllBytes(source);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String json(List<String> texts) {
        return texts.stream().map(ImageArchive::json).collect(Collectors.joining(",", "[", "]"));
    }

    private static String json(String text) {
        return text.chars().mapToObj(character -> switch (character) {
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            default -> character < ' ' ? String.format("\\u%04x", character) : String.valueOf((char) character);
        }).collect(Collectors.joining("", "\"", "\""));
    }
}
