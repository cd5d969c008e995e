package io.quarkiverse.containerd.deployment;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkus.test.QuarkusUnitTest;
import io.restassured.specification.RequestSpecification;

/** The documents of the control socket on the management interface. */
class ManagementViewTest {

    private static final int PORT = 9003;

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest().withEmptyApplication()
            .overrideConfigKey("quarkus.containerd.enabled", "false")
            .overrideConfigKey("quarkus.containerd.control.management", "true")
            .overrideConfigKey("quarkus.management.enabled", "true")
            .overrideConfigKey("quarkus.management.test-port", Integer.toString(PORT));

    @Test
    void canBeReadAndNothingElse() {
        management().get("/q/containerd/v1/status").then().statusCode(200).contentType("application/json")
                .body("apiVersion", equalTo("v1")).body("enabled", equalTo(false));
        management().get("/q/containerd/v1/log?last=0").then().statusCode(200).body("entries.size()", equalTo(0));
        management().get("/q/containerd/v1/log?follow").then().statusCode(400).body("error",
                startsWith("Logs can be followed"));
        management().get("/q/containerd/v1/log?level=LOUD").then().statusCode(400);
        management().get("/q/containerd/v1/nodes/root.nobody").then().statusCode(404);
        management().get("/q/containerd/v1/config").then().statusCode(503);
        management().post("/q/containerd/v1/preseed/rescan").then().statusCode(405)
                .body("error", equalTo("This can only be read; commands are for the control socket."));
        given().get("/q/containerd/v1/status").then().statusCode(404);
    }

    private static RequestSpecification management() {
        return given().port(PORT);
    }
}
