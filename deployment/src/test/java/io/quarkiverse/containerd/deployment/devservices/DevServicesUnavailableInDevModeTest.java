package io.quarkiverse.containerd.deployment.devservices;

import static org.assertj.core.api.Assertions.assertThat;

import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.containerd.deployment.DevModePort;
import io.quarkus.test.QuarkusDevModeTest;
import io.restassured.RestAssured;

/** Where no containerd can be run, developers work on their own nodes. */
@ExtendWith(DevModePort.class)
class DevServicesUnavailableInDevModeTest {

    @RegisterExtension
    static final QuarkusDevModeTest APPLICATION = new QuarkusDevModeTest()
            .withApplicationRoot(jar -> jar.addAsResource(new StringAsset("""
                    quarkus.containerd.devservices.cache-directory=/proc/nosuch
                    quarkus.containerd.devservices.containerd-suite=nosuch
                    """), "application.properties"))
            .setLogRecordPredicate(line -> line.getMessage().contains("without containerd"));

    @Test
    void theApplicationRunsWithoutContainerd() {
        RestAssured.get("/q/health").then().statusCode(200);
        assertThat(APPLICATION.getLogRecords()).singleElement().satisfies(line -> assertThat(line.getMessage()).isNotEmpty());
    }
}
