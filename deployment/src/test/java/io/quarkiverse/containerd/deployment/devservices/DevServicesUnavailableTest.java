package io.quarkiverse.containerd.deployment.devservices;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkus.test.QuarkusUnitTest;

/** A test needs containerd; one sentence says why there is none. */
class DevServicesUnavailableTest {

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest().withEmptyApplication()
            .overrideConfigKey("quarkus.containerd.devservices.containerd-suite", "nosuch")
            .overrideConfigKey("quarkus.containerd.devservices.cache-directory", "/proc/nosuch")
            .assertException(failure -> {
                StringWriter printed = new StringWriter();
                failure.printStackTrace(new PrintWriter(printed));
                assertThat(printed.toString())
                        .contains("quarkus.containerd.devservices.containerd-suite asks for containerd of the suite nosuch",
                                "failed: /proc/nosuch: no such file or directory")
                        .doesNotContain("at io.quarkiverse.containerd");
            });

    @Test
    void doesNotStart() {
        assertThat(true).as("the application must not start").isFalse();
    }
}
