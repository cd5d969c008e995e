package io.quarkiverse.containerd.deployment.pods;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;

import io.quarkiverse.containerd.testing.DebianPackage;
import io.quarkiverse.containerd.testing.FileTrees;

/** The images of the pods: busybox alone. */
final class PodImages {

    static final String PAUSE = "localhost/pause:1.0";
    static final String BUSYBOX = "localhost/busybox:1.0";
    static final String PAGE = "a page from the pod";
    private static final String PROGRAM = "/bin/busybox";

    private PodImages() {
    }

    /** An image of its own: busybox and a file in one layer. */
    static JibContainerBuilder with(Path file) throws IOException {
        return Jib.fromScratch().setEntrypoint(PROGRAM).setProgramArguments("sh")
                .addFileEntriesLayer(FileEntriesLayer.builder()
                        .addEntry(DebianPackage.busybox(), AbsoluteUnixPath.get(PROGRAM),
                                FilePermissions.fromOctalString("755"))
                        .addEntry(file, AbsoluteUnixPath.get("/file")).build());
    }

    /** Writes both as archives for the preseed. */
    static void write(Path busybox, Path directory) throws Exception {
        Files.createDirectories(directory);
        Path page = Files.writeString(Files.createTempFile("page", ".html"), PAGE);
        Path cache = Files.createTempDirectory("jib");
        try {
            image(FileEntriesLayer.builder().addEntry(busybox, AbsoluteUnixPath.get(PROGRAM),
                    FilePermissions.fromOctalString("755")).build(), PAUSE, directory.resolve("pause.tar"), cache, "sleep",
                    "2147483647");
            image(FileEntriesLayer.builder()
                    .addEntry(busybox, AbsoluteUnixPath.get(PROGRAM), FilePermissions.fromOctalString("755"))
                    .addEntry(page, AbsoluteUnixPath.get("/www/index.html")).build(), BUSYBOX,
                    directory.resolve("busybox.tar"), cache, "sh");
        } finally {
            Files.delete(page);
            FileTrees.delete(cache);
        }
    }

    private static void image(FileEntriesLayer layer, String name, Path archive, Path cache, String... arguments)
            throws Exception {
        Jib.fromScratch().setCreationTime(Instant.EPOCH).setEntrypoint(PROGRAM).setProgramArguments(arguments)
                .addFileEntriesLayer(layer)
                .containerize(Containerizer.to(TarImage.at(archive).named(name)).setOfflineMode(true)
                        .setBaseImageLayersCache(cache.resolve("base")).setApplicationLayersCache(cache.resolve("layers")));
    }
}
