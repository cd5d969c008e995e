package io.quarkiverse.containerd.gettingstarted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.containerd.apt.ContainerdBinaries;
import io.quarkiverse.containerd.testing.DebianContainerd;
import io.quarkiverse.containerd.testing.DockerArchive;
import io.quarkiverse.containerd.testing.Image;
import io.quarkiverse.containerd.testing.Layer;

/**
 * The page "Getting started" from its first line to its last, in an empty directory: its files, its commands, and what it says
 * of them. Its {@code mvn install} is done by this build, its {@code curl} by Java.
 */
class GettingStartedIT {

    private static final Map<String, String> ATTRIBUTES = Map.of(
            "quarkus-version", System.getProperty("quarkus.version"), "project-version", System.getProperty("project.version"));

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void anEmptyDirectoryBecomesANodeDaemon(@TempDir Path directory) throws Exception {
        try (NewProject project = new NewProject(directory.resolve("app"))) {
            for (Listing listing : Listing.of("getting-started.adoc", ATTRIBUTES)) {
                switch (listing.language()) {
                    case "shell" -> type(listing.commands(), project, node(directory));
                    case "properties" -> project.write("src/main/resources/" + listing.file(), listing.text());
                    default -> project.write(listing.file(), listing.text());
                }
            }
            awaitUp("http://localhost:8080/q/health/ready", project);
            project.stop();
        }
    }

    private void type(List<String> commands, NewProject project, Map<String, String> node) throws Exception {
        for (String command : commands) {
            if (command.startsWith("curl ")) {
                awaitUp("http://" + command.substring("curl ".length()), project);
            } else if (command.equals("mvn quarkus:dev")) {
                project.start(command, Map.of());
            } else if (command.startsWith("java -jar ")) {
                project.start(command, node);
            } else if (!command.startsWith("mvn install ")) {
                if (project.isRunning()) {
                    preseedAnImage(project);
                    project.stop();
                }
                project.run(command);
            }
        }
    }

    /** An archive that is put into the directory that the page names is loaded. */
    private void preseedAnImage(NewProject project) throws IOException {
        image("localhost/hello:1.0", project.directory().resolve("src/main/containerd/preseed/k8s.io/hello.tar"));
        await().atMost(Duration.ofMinutes(1)).until(() -> health("http://localhost:8080/q/health/started"),
                started -> started.contains("\"archive.k8s.io/hello.tar.state\": \"LOADED\""));
        assertThat(project.printed()).contains("k8s.io/hello.tar");
    }

    private String awaitUp(String url, NewProject project) {
        return await().atMost(Duration.ofMinutes(3)).until(() -> {
            assertThat(project.isRunning()).as(project::printed).isTrue();
            return health(url);
        }, answer -> answer.contains("\"status\": \"UP\"") && !answer.contains("DOWN"));
    }

    private String health(String url) throws InterruptedException {
        try {
            return http.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** The directories of a node for the packaged application, so that those of this machine stay as they are. */
    private static Map<String, String> node(Path directory) throws IOException {
        ContainerdBinaries programs = DebianContainerd.V2.binaries();
        Path preseed = directory.resolve("node/preseed");
        image("localhost/pause:1.0", preseed.resolve("k8s.io/pause.tar"));
        return Map.of("QUARKUS_CONTAINERD_EXECUTABLE", programs.executable().orElseThrow().toString(),
                "QUARKUS_CONTAINERD_PATH", programs.path().stream().map(Path::toString).collect(Collectors.joining(",")),
                "QUARKUS_CONTAINERD_CNI_BIN_DIR", programs.cniBinDirectory().orElseThrow().toString(),
                "QUARKUS_CONTAINERD_RUN_DIRECTORY", directory.resolve("node/run").toString(),
                "QUARKUS_CONTAINERD_ROOT", directory.resolve("node/root").toString(),
                "QUARKUS_CONTAINERD_STATE", directory.resolve("node/state").toString(),
                "QUARKUS_CONTAINERD_PRESEED_DIRECTORY", preseed.toString());
    }

    private static void image(String name, Path archive) throws IOException {
        Files.createDirectories(archive.getParent());
        new DockerArchive().image(Image.of(Layer.of(Map.of("hello", new byte[1]))), name).write(archive);
    }
}
