package io.quarkiverse.containerd.runtime.preseed;

import static io.quarkiverse.containerd.testing.ImageJson.name;
import static io.quarkiverse.containerd.testing.ImageJson.platform;
import static io.quarkiverse.containerd.testing.ImageJson.refName;
import static io.quarkiverse.containerd.testing.ImageJson.with;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;

import io.quarkiverse.containerd.testing.DockerArchive;
import io.quarkiverse.containerd.testing.Image;
import io.quarkiverse.containerd.testing.Layer;
import io.quarkiverse.containerd.testing.OciLayout;
import io.quarkiverse.containerd.testing.Tar;

/** The archives of the preseed's tests. */
public final class TestArchives {

    private static final Layer DOCKER_BASE = Layer.random("etc/base", 20_000, 1);

    private final Path work;

    /** @param work a directory for what is not an archive */
    public TestArchives(Path work) {
        this.work = work;
    }

    /** Writes an image with gzip layers of random files by Jib: an OCI layout or a docker archive. */
    public Path jib(Path target, String name, ImageFormat format, int... layerSizes) throws Exception {
        var builder = Jib.fromScratch().setFormat(format).setCreationTime(Instant.EPOCH).setEntrypoint("/file0");
        for (int i = 0; i < layerSizes.length; i++) {
            byte[] content = new byte[layerSizes[i]];
            new Random(layerSizes[i]).nextBytes(content);
            Path file = Files.write(Files.createTempFile(work, "layer", ""), content);
            builder.addFileEntriesLayer(FileEntriesLayer.builder().setName("layer" + i)
                    .addEntry(file, AbsoluteUnixPath.get("/file" + i), FilePermissions.fromOctalString("755")).build());
        }
        Files.createDirectories(target.getParent());
        builder.containerize(Containerizer.to(TarImage.at(target).named(name)).setOfflineMode(true)
                .setBaseImageLayersCache(work.resolve("base")).setApplicationLayersCache(work.resolve("application")));
        return target;
    }

    /** Writes a docker archive: two images with three names; the second shares a layer through a symbolic link. */
    public Path docker(Path target, String repository) throws IOException {
        Layer top = Layer.random("etc/top", 2_000_000, 2);
        return new DockerArchive().file("a/layer.tar", DOCKER_BASE.blob()).symlink("b/layer.tar", "../a/layer.tar")
                .file("c/layer.tar", top.blob()).file("one.json", Image.of(DOCKER_BASE).config())
                .file("two.json", Image.of(DOCKER_BASE, top).config())
                .image("one.json", List.of(repository + ":1", repository + ":latest"), List.of("a/layer.tar"))
                .image("two.json", List.of(repository + ":2"), List.of("b/layer.tar", "c/layer.tar")).write(target);
    }

    /** The digest of the first layer of every image of {@link #docker}. */
    static String dockerBaseLayer() {
        return DOCKER_BASE.diffId();
    }

    /** Copies an archive without its entries of at least this size. */
    static void without(Path archive, Path target, long size) throws IOException {
        Files.createDirectories(target.getParent());
        Tar tar = new Tar();
        try (TarArchiveInputStream in = new TarArchiveInputStream(Files.newInputStream(archive))) {
            for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                if (entry.getSize() < size) {
                    tar.file(entry.getName(), in.readAllBytes());
                }
            }
        }
        tar.end().write(target);
    }

    /** Extracts the files of an archive. */
    static Path extract(Path archive, Path target) throws IOException {
        try (TarArchiveInputStream in = new TarArchiveInputStream(Files.newInputStream(archive))) {
            for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                Path file = target.resolve(entry.getName());
                Files.createDirectories(file.getParent());
                Files.write(file, in.readAllBytes());
            }
        }
        return target;
    }

    /** Writes an OCI layout whose index has an image index for two platforms, of which it has both, and a plain image. */
    public Path platforms(Path target, String name) throws IOException {
        OciLayout layout = new OciLayout();
        String amd64 = layout.manifest(Image.of(Layer.random("bin/app", 30_000, 3)));
        String s390x = layout.manifest(Image.of("s390x", List.of(Layer.random("bin/app", 30_000, 4))));
        String index = layout.index(with(amd64, platform("amd64")), with(s390x, platform("s390x")));
        return layout.entry(index, name(name)).entry(amd64, refName(name + "-amd64")).write(target);
    }

    /** Writes an OCI layout of one image with one plain layer. */
    public Path oci(Path target, String name, int layerSize, long seed) throws IOException {
        return oci(target, name, Layer.random("data", layerSize, seed));
    }

    /** Writes an OCI layout of one image with one plain layer, under several names. */
    Path named(Path target, List<String> names, int layerSize, long seed) throws IOException {
        OciLayout layout = new OciLayout();
        names.forEach(name -> layout.image(name, Image.of(Layer.random("data", layerSize, seed))));
        return layout.write(target);
    }

    /** Writes an OCI layout of one image with plain layers. */
    public Path layers(Path target, String name, int... layerSizes) throws IOException {
        return oci(target, name, IntStream.range(0, layerSizes.length)
                .mapToObj(i -> Layer.random("data" + i, layerSizes[i], layerSizes[i])).toArray(Layer[]::new));
    }

    private static Path oci(Path target, String name, Layer... layers) throws IOException {
        return new OciLayout().image(name, Image.of(layers)).write(target);
    }

    /** Writes an OCI layout of an image whose configuration names another layer than it has. */
    public Path wrongDiffId(Path target, String name) throws IOException {
        Layer good = Layer.random("good", 5000, 90);
        Image other = Image.of(good, Layer.random("other", 5000, 92));
        Image image = new Image(List.of(good, Layer.random("bad", 5000, 91)), other.config());
        return new OciLayout().image(name, image).write(target);
    }

    /** Writes an OCI layout of an image without layers and of an artifact. */
    public Path withoutLayers(Path target, String name) throws IOException {
        OciLayout layout = new OciLayout().image(name, Image.of());
        String artifact = layout.manifest(layout.add("application/vnd.test.config+json", "{}".getBytes(UTF_8)));
        return layout.entry(artifact, name(name + "-artifact")).write(target);
    }
}
