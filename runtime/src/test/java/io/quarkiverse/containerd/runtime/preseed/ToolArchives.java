package io.quarkiverse.containerd.runtime.preseed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import io.quarkiverse.containerd.testing.ImageTools;
import io.quarkiverse.containerd.testing.Tar;

/** Archives as umoci, skopeo and buildah of Debian's packages write them. */
final class ToolArchives {

    private final Path work;
    private final Path layout;
    private final ImageTools tools;
    private final Map<String, byte[]> archives = new LinkedHashMap<>();

    private ToolArchives(Path work) {
        this.work = work;
        this.layout = work.resolve("layout");
        this.tools = new ImageTools(work);
    }

    /**
     * Makes the archives.
     *
     * @param work an empty directory
     * @return the archives by what they are
     */
    static Map<String, byte[]> make(Path work) throws IOException, InterruptedException {
        ToolArchives tools = new ToolArchives(work);
        tools.umoci();
        tools.skopeo();
        tools.buildah();
        return tools.archives;
    }

    private void umoci() throws IOException, InterruptedException {
        Path files = Files.createDirectories(work.resolve("files/etc"));
        Files.writeString(files.resolve("motd"), "hello\n".repeat(1000));
        tools.umoci("init", "--layout", layout.toString());
        tools.umoci("new", "--image", layout + ":base");
        tools.umoci("insert", "--image", layout + ":base", "--tag", "registry.test/umoci:1", files.toString(), "/etc");
        tools.umoci("insert", "--image", layout + ":registry.test/umoci:1", "--tag", "registry.test/umoci:2",
                files.toString(), "/opt");
        tools.umoci("rm", "--image", layout + ":base");
        archives.put("images made by umoci", tar(layout));
    }

    private void skopeo() throws IOException, InterruptedException {
        String image = "oci:" + layout + ":registry.test/umoci:2";
        copy("OCI archive written by skopeo", image, "oci-archive:", ":registry.test/skopeo:1");
        copy("docker archive written by skopeo", image, "docker-archive:", ":registry.test/skopeo:1");
        copy("docker archive with several names written by skopeo", image, "docker-archive:", ":registry.test/skopeo:1",
                "--additional-tag", "registry.test/skopeo:2");
        String plain = "docker-archive:" + Files.write(work.resolve("plain"), archives.get("docker archive written by skopeo"));
        copy("OCI archive with zstd layers written by skopeo", plain, "oci-archive:", ":registry.test/skopeo:zstd",
                "--dest-compress", "--dest-compress-format", "zstd");
    }

    private void copy(String what, String source, String kind, String name, String... options)
            throws IOException, InterruptedException {
        Path target = next();
        tools.skopeo(source, kind + target + name, options);
        archives.put(what, Files.readAllBytes(target));
    }

    private void buildah() throws IOException, InterruptedException {
        String container = tools.buildah("from", "scratch");
        tools.buildah("copy", container, work.resolve("files").toString(), "/");
        for (String kind : List.of("OCI", "docker")) {
            Path target = next();
            tools.commit(container, kind.toLowerCase(Locale.ROOT) + "-archive:" + target + ":registry.test/buildah:1");
            archives.put(kind + " archive written by buildah", Files.readAllBytes(target));
        }
    }

    private Path next() {
        return work.resolve("archive" + archives.size());
    }

    private static byte[] tar(Path directory) throws IOException {
        Tar tar = new Tar();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(path -> !path.equals(directory)).sorted().toList()) {
                String name = directory.relativize(file).toString();
                if (Files.isRegularFile(file)) {
                    tar.file(name, Files.readAllBytes(file));
                } else {
                    tar.directory(name + "/");
                }
            }
        }
        return tar.end().bytes();
    }
}
