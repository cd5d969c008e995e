package io.quarkiverse.containerd.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.Supervised;
import io.quarkus.test.QuarkusUnitTest;

class OutlivingCircleTest {

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest()
            .withApplicationRoot(archive -> archive.addClass(Circle.class))
            .assertException(failure -> assertThat(failure).hasMessageContainingAll("root.egg, root.hen", "outlives ="));

    @Test
    void isRefusedAtBuildTime() {
        fail("the build must fail");
    }

    static class Circle {
        @Supervised(outlives = "egg")
        void hen(NodeHandle node) {
        }

        @Supervised(outlives = "hen")
        void egg(NodeHandle node) {
        }
    }
}
