package io.quarkiverse.containerd.deployment;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.util.logging.LogRecord;

import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkus.test.QuarkusDevModeTest;

/** Dev mode: an archive that cannot be loaded is told, and the application goes on; once it can be, requests find it loaded. */
@ExtendWith(DevModePort.class)
class StartWaitReloadTest {

    @RegisterExtension
    static final QuarkusDevModeTest APPLICATION = new QuarkusDevModeTest()
            .setLogRecordPredicate(message -> message.getLoggerName().endsWith(".StartWait"))
            .withApplicationRoot(jar -> jar.addClass(ReloadedApplication.class)
                    .addAsResource(new StringAsset("quarkus.containerd.preseed.directory=" + StartWaitTest.directory() + "\n"),
                            "application.properties"));

    @BeforeAll
    static void writeBrokenArchive() {
        StartWaitTest.writeBrokenArchive();
    }

    @AfterAll
    static void deleteDirectory() {
        StartWaitTest.deleteDirectory();
    }

    @Test
    void theApplicationGoesOnWithoutWhatCannotBe() {
        get("/greeting").then().statusCode(200).body(equalTo("before"));
        get("/q/health/started").then().statusCode(503);
        assertThat(APPLICATION.getLogRecords()).extracting(LogRecord::getMessage).anyMatch(
                message -> message.contains("The node daemon has not started yet"));

        APPLICATION.modifyResourceFile("application.properties", text -> text + "quarkus.containerd.preseed.required=none/*\n");
        get("/q/health/started").then().statusCode(200);
    }
}
