package io.quarkiverse.containerd.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkus.test.QuarkusUnitTest;

/** An application in test mode whose daemon does not start in time: it does not start either, and says why. */
class StartWaitFailureTest {

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest().withEmptyApplication()
            .setBeforeAllCustomizer(StartWaitTest::writeBrokenArchive)
            .setAfterAllCustomizer(StartWaitTest::deleteDirectory)
            .overrideRuntimeConfigKey("quarkus.containerd.preseed.directory", StartWaitTest.directory().toString())
            .overrideConfigKey("quarkus.devservices.timeout", "1s")
            .assertException(failure -> {
                assertThat(failure).hasStackTraceContaining("The node daemon has not started within 1000 ms: ")
                        .hasStackTraceContaining("quarkus.containerd.devservices.start-timeout");
                assertThat(ProcessHandle.current().children().flatMap(child -> child.info().command().stream()))
                        .noneMatch(command -> command.endsWith("/containerd"));
            });

    @Test
    void theApplicationDoesNotStart() {
        fail("the start must fail");
    }
}
