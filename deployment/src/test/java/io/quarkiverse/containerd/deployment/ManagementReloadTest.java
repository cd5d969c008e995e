package io.quarkiverse.containerd.deployment;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.util.List;

import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkus.test.QuarkusDevModeTest;

/** Dev mode with a port of its own for health, whose requests cause no reload. */
@ExtendWith(DevModePort.class)
class ManagementReloadTest {

    private static final int PORT = 1000 + Integer.getInteger("quarkus.http.port", 8080);

    @RegisterExtension
    static final QuarkusDevModeTest APPLICATION = new QuarkusDevModeTest()
            .withApplicationRoot(jar -> jar.addClass(ReloadedApplication.class)
                    .addAsResource(new StringAsset("""
                            quarkus.containerd.enabled=false
                            quarkus.management.enabled=true
                            quarkus.management.port=%d
                            """.formatted(PORT)), "application.properties"));

    @Test
    void healthRequestsWaitForTheNewApplication() throws Exception {
        get("/greeting").then().statusCode(200).body(equalTo("before"));
        APPLICATION.modifySourceFile(ReloadedApplication.class, text -> text.replace("\"before\"", "\"after\""));

        List<String> answers = HealthRequests.during(PORT,
                () -> get("/greeting").then().statusCode(200).body(equalTo("after")));

        assertThat(answers).filteredOn(answer -> !answer.equals("HTTP/1.1 200 OK")).isEmpty();
    }
}
