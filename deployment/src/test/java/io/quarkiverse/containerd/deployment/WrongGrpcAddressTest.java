package io.quarkiverse.containerd.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkus.test.QuarkusUnitTest;

class WrongGrpcAddressTest {

    private static final String KEY = "quarkus.containerd.grpc.address";

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest().withEmptyApplication()
            .overrideRuntimeConfigKey(KEY, "/tmp/" + "long".repeat(30) + "/containerd.sock")
            .assertException(failure -> assertThat(failure).hasStackTraceContaining(KEY)
                    .hasStackTraceContaining("at most 104 bytes"));

    @Test
    void isRefusedByItsKeyWhenTheApplicationStarts() {
        fail("the start must fail");
    }
}
