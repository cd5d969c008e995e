package io.quarkiverse.containerd.deployment.pods;

import java.nio.file.Path;

import io.quarkiverse.containerd.testing.Image;
import io.quarkiverse.containerd.testing.ImageArchive;

/** The images of the pods: busybox alone. */
public final class PodImages {

    public static final String PAUSE = "localhost/pause:1.0";
    public static final String BUSYBOX = "localhost/busybox:1.0";
    public static final String PAGE = "a page from the pod";
    private static final String PROGRAM = "/bin/busybox";

    private PodImages() {
    }

    /** Returns an image of its own: busybox and a file. */
    static Image with(Path file) {
        return busybox(BUSYBOX).file("file", file).image();
    }

    /** Writes an archive of an image of busybox and another layer with a file. */
    static void write(String name, String path, byte[] content, Path archive) {
        busybox(name).layer().file(path, content).write(archive);
    }

    /** Writes both as archives for the preseed. */
    public static void write(Path directory) {
        busybox(PAUSE).entrypoint(PROGRAM, "sleep", "2147483647").write(directory.resolve("pause.tar"));
        busybox(BUSYBOX).file("www/index.html", PAGE).write(directory.resolve("busybox.tar"));
    }

    private static ImageArchive busybox(String name) {
        return ImageArchive.of(name).busybox().entrypoint(PROGRAM, "sh").docker();
    }
}
