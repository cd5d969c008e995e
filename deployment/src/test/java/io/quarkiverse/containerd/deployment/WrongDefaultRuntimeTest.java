package io.quarkiverse.containerd.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkus.test.QuarkusUnitTest;

class WrongDefaultRuntimeTest {

    private static final String KEY = "quarkus.containerd.default-runtime";

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest().withEmptyApplication()
            .overrideRuntimeConfigKey(KEY, "crun")
            .assertException(failure -> assertThat(failure).hasStackTraceContaining(KEY)
                    .hasStackTraceContaining("'crun'"));

    @Test
    void isRefusedByItsKeyWhenTheApplicationStarts() {
        fail("the start must fail");
    }
}
