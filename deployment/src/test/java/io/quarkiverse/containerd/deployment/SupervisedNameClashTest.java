package io.quarkiverse.containerd.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.Supervised;
import io.quarkus.test.QuarkusUnitTest;

class SupervisedNameClashTest {

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest()
            .withApplicationRoot(archive -> archive.addClasses(One.class, Two.class))
            .assertException(failure -> assertThat(failure).hasMessageContainingAll("\"beat\"", "One#beat", "Two#beat"));

    @Test
    void isRefusedAtBuildTime() {
        fail("the build must fail");
    }

    static class One {
        @Supervised
        void beat(NodeHandle node) {
        }
    }

    static class Two {
        @Supervised
        void beat(NodeHandle node) {
        }
    }
}
