package io.quarkiverse.containerd.deployment;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import io.restassured.RestAssured;

/** Has RestAssured ask the port that dev mode has in this test process. */
public final class DevModePort implements BeforeAllCallback, AfterAllCallback {

    @Override
    public void beforeAll(ExtensionContext context) {
        RestAssured.port = Integer.getInteger("quarkus.http.port", RestAssured.DEFAULT_PORT);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        RestAssured.port = RestAssured.UNDEFINED_PORT;
    }
}
