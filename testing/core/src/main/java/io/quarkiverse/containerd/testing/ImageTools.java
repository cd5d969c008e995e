package io.quarkiverse.containerd.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Tools of Debian's packages that make images and their archives: umoci, skopeo and buildah. */
public final class ImageTools {

    private static final String[] LIBRARIES = { "libgpgme11", "libassuan0", "libgpg-error0", "libseccomp2",
            "libdevmapper1.02.1" };
    private static final String POLICY = """
            {"default": [{"type": "insecureAcceptAnything"}]}
            """;

    private final Path work;

    /** @param work a directory for what they need while they work */
    public ImageTools(Path work) {
        this.work = work;
    }

    /** Runs umoci; fails the test unless it exits with 0. */
    public void umoci(String... arguments) throws IOException, InterruptedException {
        run("umoci", List.of(), List.of(arguments));
    }

    /** Copies an image by skopeo. */
    public void skopeo(String source, String target, String... options) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("copy", "--quiet"));
        arguments.addAll(List.of(options));
        arguments.addAll(List.of(source, target));
        run("skopeo", List.of("--insecure-policy", "--tmpdir", work.toString()), arguments);
    }

    /** Runs buildah with a storage of its own, without anything from the network, and returns what it prints. */
    public String buildah(String... arguments) throws IOException, InterruptedException {
        return run("buildah", List.of("--storage-driver", "vfs", "--root", work.resolve("buildah").toString(), "--runroot",
                work.resolve("buildah-run").toString()), List.of(arguments)).strip();
    }

    /** Has buildah write an image to a target, such as {@code docker-archive:<path>:<name>}. */
    public void commit(String container, String target) throws IOException, InterruptedException {
        Path policy = Files.writeString(work.resolve("policy.json"), POLICY);
        buildah("commit", "--quiet", "--signature-policy", policy.toString(), container, target);
    }

    private String run(String program, List<String> options, List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(DebianPackage.program(program).toString()));
        command.addAll(options);
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("HOME", work.toString());
        builder.environment().put("LD_LIBRARY_PATH", DebianPackage.libraries(LIBRARIES).stream().map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator)));
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as("exit of %s: %s", String.join(" ", command), output).isZero();
        return output;
    }
}
