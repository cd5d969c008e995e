package io.quarkiverse.containerd.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkus.test.QuarkusUnitTest;

class WrongRescanTest {

    private static final String KEY = "quarkus.containerd.preseed.rescan";

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest().withEmptyApplication()
            .overrideRuntimeConfigKey(KEY, "every night")
            .assertException(failure -> assertThat(failure).hasStackTraceContaining(KEY + ": 'every night' is neither a period"
                    + " such as 10m nor a cron expression"));

    @Test
    void isRefusedByItsKeyWhenTheApplicationStarts() {
        fail("the start must fail");
    }
}
