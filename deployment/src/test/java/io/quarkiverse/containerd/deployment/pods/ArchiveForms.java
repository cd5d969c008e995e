package io.quarkiverse.containerd.deployment.pods;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import io.quarkiverse.containerd.testing.Compressor;
import io.quarkiverse.containerd.testing.DockerArchive;
import io.quarkiverse.containerd.testing.Image;
import io.quarkiverse.containerd.testing.ImageArchive;
import io.quarkiverse.containerd.testing.OciLayout;

/** Images of busybox, in archives of each form that the benchmark loads. */
final class ArchiveForms {

    private final Path work;
    private final Path preseed;
    private final Map<String, Path> archives = new LinkedHashMap<>();

    private ArchiveForms(Path work, Path preseed) {
        this.work = work;
        this.preseed = preseed;
    }

    /**
     * Makes the archives.
     *
     * @param work a directory for archives that are not compressed as a whole, as ctr wants them
     * @param preseed the directory to put the archives into
     * @return an archive for ctr by the name of each image
     */
    static Map<String, Path> write(Path work, Path preseed) throws IOException {
        ArchiveForms forms = new ArchiveForms(work, preseed);
        forms.layout("gzip", "gzip");
        forms.layout("shared-1", "shared");
        forms.layout("shared-2", "shared");
        forms.docker("plain", Compressor.NONE);
        forms.docker("whole-zstd", Compressor.ZSTD);
        forms.docker("whole-gzip", Compressor.GZIP);
        return forms.archives;
    }

    /** @param base images with the same text share a layer */
    private void layout(String form, String base) throws IOException {
        Image plain = image(form, base);
        Image compressed = new Image(plain.layers().stream().map(layer -> layer.compressed(Compressor.GZIP)).toList(),
                plain.config());
        archives.put(name(form), new OciLayout().image(name(form), compressed).write(preseed.resolve(form)));
    }

    private void docker(String form, Compressor compressor) throws IOException {
        DockerArchive archive = new DockerArchive().image(image(form, form), name(form));
        archive.write(preseed.resolve(form), compressor);
        archives.put(name(form), archive.write(work.resolve(form)));
    }

    private static String name(String form) {
        return "registry.test/" + form + ":1";
    }

    private static Image image(String form, String base) {
        return ImageArchive.of(name(form)).busybox().file("base", base).layer().file("form", form).image();
    }
}
