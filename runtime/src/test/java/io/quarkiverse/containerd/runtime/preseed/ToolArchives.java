package io.quarkiverse.containerd.runtime.preseed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.quarkiverse.containerd.testing.DebianPackage;
import io.quarkiverse.containerd.testing.Tar;

/** Archives as umoci and skopeo of Debian's packages write them. */
final class ToolArchives {

    private static final String[] LIBRARIES = { "libgpgme11", "libassuan0", "libgpg-error0" };

    private final Path work;
    private final Path layout;
    private final Map<String, byte[]> archives = new LinkedHashMap<>();

    private ToolArchives(Path work) {
        this.work = work;
        this.layout = work.resolve("layout");
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
        return tools.archives;
    }

    private void umoci() throws IOException, InterruptedException {
        Path files = Files.createDirectories(work.resolve("files/etc"));
        Files.writeString(files.resolve("motd"), "hello\n".repeat(1000));
        run("umoci", "init", "--layout", layout.toString());
        run("umoci", "new", "--image", layout + ":base");
        run("umoci", "insert", "--image", layout + ":base", "--tag", "registry.test/umoci:1", files.toString(), "/etc");
        run("umoci", "insert", "--image", layout + ":registry.test/umoci:1", "--tag", "registry.test/umoci:2",
                files.toString(), "/opt");
        run("umoci", "rm", "--image", layout + ":base");
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
        Path target = work.resolve("archive" + archives.size());
        List<String> command = new ArrayList<>(
                List.of("skopeo", "--insecure-policy", "--tmpdir", work.toString(), "copy", "--quiet"));
        command.addAll(List.of(options));
        command.addAll(List.of(source, kind + target + name));
        run(command.toArray(String[]::new));
        archives.put(what, Files.readAllBytes(target));
    }

    private void run(String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.command().set(0, DebianPackage.program(command[0]).toString());
        builder.environment().put("HOME", work.toString());
        builder.environment().put("LD_LIBRARY_PATH", DebianPackage.libraries(LIBRARIES).stream().map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator)));
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as("%s: %s", String.join(" ", command), output).isZero();
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
