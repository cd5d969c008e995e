package io.quarkiverse.containerd.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;

/** Makes image archives. */
final class ImageArchives {

    private ImageArchives() {
    }

    /** An archive of an image with one small layer. */
    static void write(Path archive, String name) throws Exception {
        Path content = Files.writeString(Files.createTempFile("layer", ".txt"), name);
        Files.createDirectories(archive.getParent());
        Jib.fromScratch().addLayer(List.of(content), AbsoluteUnixPath.get("/"))
                .containerize(Containerizer.to(TarImage.at(archive).named(name)).setOfflineMode(true));
        Files.delete(content);
    }

    /** The archive without its end. */
    static void truncate(Path archive) throws IOException {
        byte[] bytes = Files.readAllBytes(archive);
        Files.write(archive, Arrays.copyOf(bytes, bytes.length / 2));
    }
}
