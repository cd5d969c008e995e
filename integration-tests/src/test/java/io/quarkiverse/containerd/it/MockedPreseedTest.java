package io.quarkiverse.containerd.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.verify;

import java.time.Duration;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.containerd.NodeDaemon;
import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.NodeSnapshot;
import io.quarkiverse.containerd.NodeState;
import io.quarkiverse.containerd.SupervisedRunnable;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkus.test.InjectMock;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.common.annotation.Identifier;

/** A test that mocks a node of the tree: the mock runs when the node starts again. */
@QuarkusTest
@TestProfile(MockedPreseedTest.ApplicationOfItsOwn.class)
class MockedPreseedTest {

    private static final String PRESEED = "root.containerd.preseed";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @InjectMock
    @Identifier(PRESEED)
    SupervisedRunnable preseed;

    @Inject
    NodeDaemon daemon;

    @Inject
    ContainerdConfig config;

    @Test
    void theMockRunsInThePlaceOfThePreseed() throws Exception {
        doAnswer(run -> {
            NodeHandle node = run.getArgument(0);
            node.signalHealthy();
            node.logger("mock").infof("nothing to load");
            node.awaitCancellation();
            return null;
        }).when(preseed).run(any());
        await().atMost(LIMIT)
                .until(() -> daemon.node(PRESEED).map(NodeSnapshot::state).filter(NodeState.DONE::equals).isPresent());

        ProcessHandle.of(new ObjectMapper().readTree(config.directories().run().resolve("containerd.json").toFile())
                .path("pid").asLong()).orElseThrow().destroyForcibly();

        await().atMost(LIMIT).until(() -> daemon.node(PRESEED).filter(node -> node.restarts() == 1)
                .map(NodeSnapshot::state).filter(NodeState.HEALTHY::equals).isPresent());
        verify(preseed).run(any());
        assertThat(daemon.node("root.containerd")).hasValueSatisfying(
                containerd -> assertThat(containerd.state()).isEqualTo(NodeState.HEALTHY));
    }

    /** Starts an application for this test, because containerd is killed. */
    public static class ApplicationOfItsOwn implements QuarkusTestProfile {
    }
}
