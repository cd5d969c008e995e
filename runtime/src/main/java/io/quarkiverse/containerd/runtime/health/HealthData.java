package io.quarkiverse.containerd.runtime.health;

import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.text.BoundedText;

/** The data of one answer of a health check. Its texts are bounded, and it is left out as a whole where it is not wanted. */
final class HealthData {

    private static final int LONGEST_NAME = 512;

    private final HealthCheckResponseBuilder response;
    private final boolean wanted;

    private HealthData(HealthCheckResponseBuilder response, boolean wanted) {
        this.response = response;
        this.wanted = wanted;
    }

    /** Begins an answer. */
    static HealthData of(String check, ContainerdConfig config) {
        return new HealthData(HealthCheckResponse.named(check), config.health().details());
    }

    /** Returns the beginning of the keys of something that has a name. */
    static String of(String kind, String name) {
        return kind + "." + BoundedText.line(name, LONGEST_NAME);
    }

    HealthData with(String key, String text) {
        if (wanted) {
            response.withData(key, BoundedText.reason(text));
        }
        return this;
    }

    HealthData with(String key, long number) {
        if (wanted) {
            response.withData(key, number);
        }
        return this;
    }

    HealthData with(String key, boolean flag) {
        if (wanted) {
            response.withData(key, flag);
        }
        return this;
    }

    /** Ends the answer. */
    HealthCheckResponse build(boolean up) {
        return response.status(up).build();
    }
}
