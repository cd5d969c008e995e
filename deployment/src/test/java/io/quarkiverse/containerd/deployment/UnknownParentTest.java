package io.quarkiverse.containerd.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.Supervised;
import io.quarkus.test.QuarkusUnitTest;

class UnknownParentTest {

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest()
            .withApplicationRoot(archive -> archive.addClass(Lost.class))
            .assertException(failure -> assertThat(failure).hasMessageContainingAll("root.absent", "Lost#beat", "parent ="));

    @Test
    void isRefusedAtBuildTime() {
        fail("the build must fail");
    }

    static class Lost {
        @Supervised(parent = "root.absent")
        void beat(NodeHandle node) {
        }
    }
}
