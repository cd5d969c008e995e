package io.quarkiverse.containerd.deployment.pods;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import io.quarkiverse.containerd.testing.DebianPackage;
import io.quarkiverse.containerd.testing.DockerArchive;
import io.quarkiverse.containerd.testing.Image;
import io.quarkiverse.containerd.testing.Layer;
import io.quarkiverse.containerd.testing.Tar;

/** The images of the pods: busybox alone. */
public final class PodImages {

    public static final String PAUSE = "localhost/pause:1.0";
    public static final String BUSYBOX = "localhost/busybox:1.0";
    public static final String PAGE = "a page from the pod";
    private static final String PROGRAM = "/bin/busybox";

    private PodImages() {
    }

    /** Returns an image of its own: busybox and a file in one layer. */
    static Image with(Path file) throws IOException {
        return Image.of(layer(Map.of("file", Files.readAllBytes(file)))).running(PROGRAM, "sh");
    }

    /** Writes an archive of an image of busybox and another layer. */
    static void write(String name, Layer layer, Path archive) throws IOException {
        Path partial = archive.resolveSibling("." + archive.getFileName());
        new DockerArchive().image(Image.of(layer(Map.of()), layer).running(PROGRAM, "sh"), name).write(partial);
        Files.move(partial, archive);
    }

    /** Writes both as archives for the preseed. */
    static void write(Path directory) throws IOException {
        new DockerArchive().image(Image.of(layer(Map.of())).running(PROGRAM, "sleep", "2147483647"), PAUSE)
                .write(directory.resolve("pause.tar"));
        new DockerArchive()
                .image(Image.of(layer(Map.of("www/index.html", PAGE.getBytes(UTF_8)))).running(PROGRAM, "sh"), BUSYBOX)
                .write(directory.resolve("busybox.tar"));
    }

    private static Layer layer(Map<String, byte[]> files) throws IOException {
        Tar tar = new Tar().program(PROGRAM.substring(1), Files.readAllBytes(DebianPackage.busybox()));
        files.forEach(tar::file);
        return Layer.of(tar);
    }
}
