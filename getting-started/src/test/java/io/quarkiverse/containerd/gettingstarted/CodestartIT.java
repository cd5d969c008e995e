package io.quarkiverse.containerd.gettingstarted;

import static io.quarkus.devtools.codestarts.quarkus.QuarkusCodestartCatalog.Language.JAVA;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkus.devtools.testing.codestarts.QuarkusCodestartTest;
import io.quarkus.maven.dependency.ArtifactKey;

/** An application that Quarkus' tools generate with this extension, beside others, is a node daemon that passes its tests. */
class CodestartIT {

    private static final Pattern WARNING = Pattern.compile("WARN|ERROR|SEVERE");
    /** Quarkus counts its own event loops twice, with and without this extension; and the test kills containerd. */
    private static final List<String> EXPLAINED = List.of("netty.eventexecutor.workers", "was killed by signal 9");

    @RegisterExtension
    static final QuarkusCodestartTest CODESTART = QuarkusCodestartTest.builder().languages(JAVA)
            .setupStandaloneExtensionTest("io.quarkiverse.containerd:quarkus-containerd")
            .extension(ArtifactKey.fromString("io.quarkus:quarkus-rest"))
            .extension(ArtifactKey.fromString("io.quarkus:quarkus-micrometer-registry-prometheus"))
            .extension(ArtifactKey.fromString("io.quarkus:quarkus-opentelemetry"))
            .extension(ArtifactKey.fromString("io.quarkus:quarkus-kubernetes"))
            .extension(ArtifactKey.fromString("io.quarkus:quarkus-container-image-jib"))
            .extension(ArtifactKey.fromString("io.quarkus:quarkus-logging-json"))
            .build();

    @BeforeAll
    static void installTheExtension() throws IOException {
        LocalRepository.install();
    }

    @Test
    void generatesASupervisedBeanAndItsTest() throws Throwable {
        CODESTART.checkGeneratedSource("org.acme.Heartbeat");
        CODESTART.checkGeneratedTestSource("org.acme.HeartbeatTest");
        CODESTART.assertThatGeneratedFile(JAVA, "src/main/resources/application.properties")
                .content().contains("quarkus.http.host=127.0.0.1");
        CODESTART.assertThatGeneratedFile(JAVA, "README.md").content().contains("the bean `Heartbeat`");
    }

    @Test
    void theApplicationIsTestedAndPackagedWithoutAWarning() throws Exception {
        try (NewProject project = new NewProject(CODESTART.getProjectWithRealDataDir(JAVA).toAbsolutePath())) {
            // a busy machine is no reason for a warning
            project.run("mvn verify -Dquarkus.otel.traces.exporter=none -Dquarkus.vertx.max-event-loop-execute-time=1m");

            assertThat(project.printed()).contains("HeartbeatTest");
            assertThat(project.printed().lines().filter(line -> WARNING.matcher(line).find())
                    .filter(line -> EXPLAINED.stream().noneMatch(line::contains))).isEmpty();
        }
    }
}
