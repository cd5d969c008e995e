package io.quarkiverse.containerd.deployment;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.containerd.testing.DockerArchive;
import io.quarkiverse.containerd.testing.Image;
import io.quarkiverse.containerd.testing.Layer;
import io.quarkus.bootstrap.util.IoUtils;
import io.quarkus.builder.Version;
import io.quarkus.maven.dependency.Dependency;
import io.quarkus.test.QuarkusProdModeTest;
import io.restassured.path.json.JsonPath;

/** A packaged application with the OpenTelemetry extension, on real containerd. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OpenTelemetryTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Path DIRECTORY = Path.of(System.getProperty("java.io.tmpdir"),
            "ctd-otel" + ProcessHandle.current().pid());

    @RegisterExtension
    static final QuarkusProdModeTest APPLICATION = new QuarkusProdModeTest()
            .withApplicationRoot(archive -> archive.addClasses(CollectedTelemetry.class, CollectedTelemetry.Spans.class,
                    CollectedTelemetry.Records.class, CollectedTelemetry.Kept.class))
            .setApplicationName("otel")
            .setForcedDependencies(List.of(Dependency.of("io.quarkus", "quarkus-opentelemetry", Version.getVersion())))
            .setRuntimeProperties(settings())
            .overrideConfigKey("quarkus.otel.simple", "true")
            .overrideConfigKey("quarkus.otel.logs.enabled", "true")
            .overrideConfigKey("quarkus.otel.exporter.otlp.enabled", "false")
            .overrideConfigKey("quarkus.scheduler.tracing.enabled", "true")
            .overrideConfigKey("quarkus.containerd.health.interval", "300ms")
            .overrideConfigKey("quarkus.containerd.supervisor.initial-backoff", "300ms")
            .overrideConfigKey("quarkus.containerd.preseed.required", "**")
            .overrideConfigKey("quarkus.containerd.preseed.unpack", "**")
            .overrideConfigKey("quarkus.containerd.preseed.quiet-period", "100ms")
            .overrideConfigKey("quarkus.containerd.preseed.rescan", "* * * * * ?")
            .overrideConfigKey("quarkus.log.category.\"root.containerd\".level", "DEBUG")
            .setRun(true);

    /** A span as the application shows it. */
    private record Shown(String trace, String id, String parent, String kind, String status, String name, String attributes) {
    }

    @Test
    @Order(1)
    void theBootIsOneTraceWithItsArchives() {
        Shown boot = awaitSpan(span -> span.name().equals("boot"));

        assertThat(trace(boot)).extracting(Shown::name).contains("start root.containerd", "render", "exec", "answer",
                "start root.containerd.watch", "start root.containerd.preseed", "load archive", "unpack");
        assertThat(trace(boot)).filteredOn(span -> span.name().equals("load archive")).singleElement()
                .satisfies(load -> assertThat(load.attributes()).contains("containerd.archive.path=k8s.io/first.tar",
                        "containerd.archive.blobs=3", "containerd.archive.required=true"));
        assertThat(trace(boot)).extracting(Shown::status).containsOnly("UNSET");
    }

    @Test
    @Order(2)
    void neitherProbesNorRescansMakeSpans() {
        write("second");
        Shown load = awaitSpan(span -> span.attributes().contains("k8s.io/second.tar"));
        Set<String> probes = new HashSet<>();
        await().atMost(LIMIT).until(() -> {
            probes.add(get("/probed").asString());
            return probes.size() > 2;
        });

        assertThat(load.parent()).isEqualTo("0".repeat(16));
        assertThat(spans()).filteredOn(span -> !span.kind().equals("SERVER")).extracting(Shown::name)
                .allMatch(name -> name.matches("boot|start root.*|render|exec|answer|load archive|unpack"));
    }

    @Test
    @Order(3)
    void whatTheApplicationAsksOfContainerdIsPartOfItsTrace() {
        get("/call").then().statusCode(200);

        Shown call = awaitSpan(span -> span.kind().equals("CLIENT"));
        // the span of a request ends once its answer has been sent
        await().atMost(LIMIT).untilAsserted(() -> assertThat(trace(call)).extracting(Shown::name).contains("GET /call"));
    }

    @Test
    @Order(4)
    void aRestartIsATrace() {
        ProcessHandle.of(JsonPath.from(DIRECTORY.resolve("run/containerd.json").toFile()).getLong("pid")).orElseThrow()
                .destroyForcibly();

        Shown restart = awaitSpan(span -> span.name().equals("restart root.containerd"));
        assertThat(trace(restart)).extracting(Shown::name).contains("render", "exec", "answer",
                "start root.containerd.preseed");
    }

    @Test
    @Order(5)
    void fieldsOfContainerdAreAttributesOfLogRecords() {
        assertThat(get("/records").asString().lines()).anyMatch(record -> record.contains("bridge.name=root.containerd.log")
                && record.contains("dn=root.containerd") && record.contains("type=io.containerd.")
                && record.contains("thread.name=root.containerd:stderr"));
    }

    @AfterAll
    static void deleteDirectory() {
        APPLICATION.stop();
        IoUtils.recursiveDelete(DIRECTORY);
    }

    private static Map<String, String> settings() {
        write("first");
        return PackagedNode.settings(DIRECTORY);
    }

    private static void write(String name) {
        try {
            Path archive = Files.createDirectories(DIRECTORY.resolve("images/k8s.io")).resolve(name + ".tar");
            Path partial = archive.resolveSibling("." + name);
            new DockerArchive().image(Image.of(Layer.of(Map.of("name", name.getBytes(StandardCharsets.UTF_8)))),
                    "localhost/" + name + ":1").write(partial);
            Files.move(partial, archive);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Shown awaitSpan(Predicate<Shown> wanted) {
        return await().atMost(LIMIT).ignoreExceptions()
                .until(() -> spans().stream().filter(wanted).findFirst(), Optional::isPresent).orElseThrow();
    }

    private static List<Shown> trace(Shown one) {
        return spans().stream().filter(span -> span.trace().equals(one.trace())).toList();
    }

    private static List<Shown> spans() {
        return get("/spans").asString().lines().map(line -> line.split("\\|", 7))
                .map(part -> new Shown(part[0], part[1], part[2], part[3], part[4], part[5], part[6])).toList();
    }
}
