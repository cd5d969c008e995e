package io.quarkiverse.containerd.deployment.devservices;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import org.eclipse.microprofile.config.Config;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.containerd.deployment.DevModePort;
import io.quarkus.test.QuarkusDevModeTest;
import io.vertx.ext.web.Router;

/** Dev mode: directories of its own, and a key that the user adds or takes back while it runs. */
@ExtendWith(DevModePort.class)
class DevServicesReloadTest {

    private static final Path DEEP = Path.of("target", "deep".repeat(20)).toAbsolutePath();
    private static final String DIRECTORY = "quarkus.containerd.devservices.directory";
    private static final String SETTINGS = "quarkus.containerd.preseed.enabled=false\n";

    private static final Optional<String> BEFORE = Optional.ofNullable(System.getProperty(DIRECTORY));
    private static Path state;

    @RegisterExtension
    static final QuarkusDevModeTest APPLICATION = new QuarkusDevModeTest()
            .withApplicationRoot(jar -> jar.addClass(Settings.class)
                    .addAsResource(new StringAsset(SETTINGS), "application.properties"));

    @BeforeAll
    static void moveDeep() {
        System.setProperty(DIRECTORY, DEEP.toString());
    }

    @Test
    void aKeyOfTheUsersReplacesOursWhileItIsThere() {
        String executable = setting("executable");
        assertThat(executable).endsWith("/containerd");
        assertThat(setting("root")).startsWith(DEEP.resolve("containerd-dev").toString());
        state = Path.of(setting("state"));
        assertThat(state.resolve("containerd.sock")).exists();
        assertThat(setting("preseed.directory")).endsWith("/src/main/containerd/preseed");
        assertThat(setting("preseed.watch")).isEqualTo("true");

        APPLICATION.modifyResourceFile("application.properties",
                text -> text + "quarkus.containerd.preseed.directory=/srv/images\n");
        assertThat(setting("preseed.directory")).isEqualTo("/srv/images");
        assertThat(setting("executable")).isEqualTo(executable);

        APPLICATION.modifyResourceFile("application.properties", text -> SETTINGS);
        assertThat(setting("preseed.directory")).endsWith("/src/main/containerd/preseed");
        assertThat(setting("executable")).isEqualTo(executable);
    }

    @AfterAll
    static void whatIsElsewhereIsGone() {
        BEFORE.ifPresentOrElse(value -> System.setProperty(DIRECTORY, value), () -> System.clearProperty(DIRECTORY));
        assertThat(state.getFileName().toString()).startsWith("quarkus-containerd-");
        assertThat(state).doesNotExist();
    }

    private static String setting(String name) {
        return get("/settings/" + name).then().statusCode(200).extract().asString();
    }

    static class Settings {

        @Inject
        Config config;

        void route(@Observes Router router) {
            router.get("/settings/:name").handler(context -> context.end(
                    config.getValue("quarkus.containerd." + context.pathParam("name"), String.class)));
        }
    }
}
