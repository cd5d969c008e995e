package io.quarkiverse.containerd.it;

import static io.quarkiverse.containerd.testing.ContainerdAssertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.verify;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.NodeState;
import io.quarkiverse.containerd.SupervisedRunnable;
import io.quarkiverse.containerd.testing.TestDaemon;
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

    @InjectMock
    @Identifier(PRESEED)
    SupervisedRunnable preseed;

    @Inject
    TestDaemon daemon;

    @Test
    void theMockRunsInThePlaceOfThePreseed() throws Exception {
        doAnswer(run -> {
            NodeHandle node = run.getArgument(0);
            node.signalHealthy();
            node.logger("mock").infof("nothing to load");
            node.awaitCancellation();
            return null;
        }).when(preseed).run(any());
        daemon.killContainerd();

        daemon.await(PRESEED, NodeState.HEALTHY);
        verify(preseed).run(any());
        assertThat(daemon.await("root.containerd", NodeState.HEALTHY)).hasRestarts(1);
    }

    /** Starts an application for this test, because containerd is killed. */
    public static class ApplicationOfItsOwn implements QuarkusTestProfile {
    }
}
