package org.acme;

import static io.quarkiverse.containerd.testing.ContainerdAssertions.assertThat;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.quarkiverse.containerd.NodeDaemon;
import io.quarkiverse.containerd.NodeState;
import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.testing.FreshContainerd;
import io.quarkiverse.containerd.testing.ImageArchive;
import io.quarkiverse.containerd.testing.TestDaemon;
import io.quarkus.test.junit.QuarkusTest;

/** The testing guide's tests of a node daemon that fails. */
// tag::daemon[]
@QuarkusTest
class AgentTest {

    @Inject
    TestDaemon daemon;
    @Inject
    NodeDaemon node;
    @Inject
    ContainerdClient client;

    @Test
    void theAgentSurvivesACrashOfContainerd() {
        daemon.killContainerd();
        daemon.awaitLog("root.containerd", "containerd successfully booted");
        daemon.awaitReady();
        assertThat(node).isLive().node("root.containerd").hasFailed("signal 9");
        assertThat(node).node("root.agent").isHealthy().hasRestarts(0);
    }
    // end::daemon[]

    // tag::fail[]
    @Test
    void theReaderComesBackAfterAFailure() {
        daemon.fail("root.agent.reader");
        assertThat(daemon.await("root.agent.reader", NodeState.HEALTHY)).hasRestarts(1);

        daemon.restart("root.heartbeat");
        assertThat(daemon.await("root.heartbeat", NodeState.HEALTHY)).hasNotFailed();
    }
    // end::fail[]

    // tag::stop[]
    @Test
    void aContainerdThatDoesNotAnswerIsNoticed() {
        daemon.stopContainerd();
        daemon.await("root.containerd.watch", NodeState.UNHEALTHY);
        assertThat(node).isNotReady().hasStarted();

        daemon.continueContainerd();
        daemon.awaitReady();
    }
    // end::stop[]

    // tag::fresh[]
    @Test
    @FreshContainerd
    void containerdHoldsWhatThePreseedBrings() {
        assertThat(client.namespace("k8s.io")).hasImage("localhost/hello:1.0").hasNoImage("localhost/extra:1");
        daemon.load(ImageArchive.of("localhost/extra:1").file("etc/motd", "hello"));
        assertThat(client.namespace("k8s.io")).hasImage("localhost/extra:1");
    }
    // end::fresh[]
}
