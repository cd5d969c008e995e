package io.quarkiverse.containerd.deployment.devservices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.DockerDaemonImage;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;

import io.quarkiverse.containerd.runtime.host.ShortCommand;

class DockerScriptTest {

    @TempDir
    Path temp;

    @Test
    void jibsImageBecomesAnArchive() throws Exception {
        Path script = temp.resolve("target/docker");
        Path archive = temp.resolve("it's a preseed/k8s.io/app.tar");
        DockerScript.write(script, archive);
        Path file = Files.writeString(temp.resolve("motd"), "hello");

        for (String name : List.of("localhost/app:1", "localhost/app:2")) {
            Jib.fromScratch().addLayer(List.of(file), AbsoluteUnixPath.get("/etc"))
                    .containerize(Containerizer.to(DockerDaemonImage.named(name).setDockerExecutable(script))
                            .setBaseImageLayersCache(temp.resolve("base")).setApplicationLayersCache(temp.resolve("layers"))
                            .setOfflineMode(true));
            assertThat(ShortCommand.run(List.of("/bin/tar", "-xOf", archive.toString(), "manifest.json"))).contains(name);
        }
        try (Stream<Path> files = Files.list(archive.getParent())) {
            assertThat(files).containsExactly(archive);
        }
    }

    @Test
    void whatItCannotDoIsAnError() throws IOException {
        Path script = temp.resolve("docker");
        DockerScript.write(script, temp.resolve("app.tar"));
        assertThatThrownBy(() -> ShortCommand.run(List.of(script.toString(), "run", "app"))).isInstanceOf(IOException.class)
                .hasMessageContaining("quarkus.jib.docker-executable-name");
    }
}
