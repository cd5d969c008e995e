package io.quarkiverse.containerd.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.Supervised;
import io.quarkus.test.QuarkusUnitTest;

class ConditionWithoutScopeTest {

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest()
            .withApplicationRoot(archive -> archive.addClasses(Beating.class, Sometimes.class))
            .assertException(failure -> assertThat(failure).hasMessageContainingAll("Sometimes", "Beating#beat", "@Singleton"));

    @Test
    void isRefusedAtBuildTime() {
        fail("the build must fail");
    }

    static class Beating {
        @Supervised(onlyIf = Sometimes.class)
        void beat(NodeHandle node) {
        }
    }

    static class Sometimes implements BooleanSupplier {
        @Override
        public boolean getAsBoolean() {
            return true;
        }
    }
}
