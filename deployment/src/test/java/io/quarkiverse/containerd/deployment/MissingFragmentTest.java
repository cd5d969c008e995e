package io.quarkiverse.containerd.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkus.test.QuarkusUnitTest;

class MissingFragmentTest {

    private static final String KEY = "quarkus.containerd.config-fragments";

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest().withEmptyApplication()
            .overrideRuntimeConfigKey(KEY, "/no/such/fragment.toml")
            .assertException(failure -> assertThat(failure)
                    .hasStackTraceContaining(KEY + ": /no/such/fragment.toml cannot be read"));

    @Test
    void isRefusedByItsKeyWhenTheApplicationStarts() {
        fail("the start must fail");
    }
}
