package org.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkiverse.containerd.NodeDaemon;
import io.quarkiverse.containerd.NodeSnapshot;
import io.quarkiverse.containerd.NodeState;
import io.quarkiverse.containerd.Transition;
import io.quarkiverse.containerd.client.StoredImage;
import io.quarkiverse.containerd.logs.JournalQuery;
import io.quarkiverse.containerd.logs.LogEntry;
import io.quarkiverse.containerd.logs.LogJournal;
import io.quarkiverse.containerd.testing.TestDaemon;
import io.quarkus.test.junit.QuarkusTest;

/** The examples of the documentation do beside a real containerd what the documentation says. */
@QuarkusTest
class ExamplesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Inject
    NodeDaemon daemon;
    @Inject
    LogJournal journal;
    @Inject
    RecentLog recentLog;
    @Inject
    Images images;
    @Inject
    Plan plan;
    @Inject
    Event<Transition> transitions;
    @Inject
    TestDaemon testDaemon;

    /** The application has started when containerd serves; other nodes may still be starting. */
    @BeforeEach
    void awaitReady() {
        testDaemon.awaitReady();
    }

    @Test
    void supervisedBeansAreNodesOfTheTree() {
        assertThat(List.of("root.heartbeat", "root.disk_watch", "root.agent", "root.agent.reader", "root.agent.writer",
                "root.containerd.image_watch", "root.audit_log"))
                .allSatisfy(dn -> assertThat(daemon.node(dn).map(NodeSnapshot::state)).contains(NodeState.HEALTHY));
    }

    @Test
    void theDecoratorLogsHowLongThePreseedTook() {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                journal.read(JournalQuery.only("root.containerd.preseed"))).extracting(LogEntry::message)
                .anyMatch(message -> message.matches("took \\d+ ms")));
    }

    @Test
    void journalHasTheNewestEntriesOfContainerd() {
        assertThat(recentLog.newest()).hasSizeBetween(1, 20)
                .allSatisfy(entry -> assertThat(entry.dn()).startsWith("root.containerd"));
    }

    @Test
    void clientListsThePreseededImage() {
        assertThat(images.images()).extracting(StoredImage::name).contains("localhost/hello:1.0");
    }

    @Test
    void plannerShowsEachArchive() throws Exception {
        try (Messages messages = new Messages(Plan.class)) {
            plan.show();

            assertThat(messages.texts).singleElement().asString()
                    .matches("k8s.io/hello: 0 of \\d+ bytes are missing, can be loaded");
        }
    }

    @Test
    void observerHearsOfEachTransition() throws Exception {
        try (Messages messages = new Messages(TreeChanges.class)) {
            transitions.fire(new Transition("root.other", NodeState.NEW, NodeState.HEALTHY, Instant.now(), Optional.empty()));

            // the daemon's own may come in between
            assertThat(messages.texts).filteredOn(text -> text.startsWith("root.other"))
                    .containsExactly("root.other: HEALTHY");
        }
    }

    /** What a class logs. */
    private static final class Messages extends Handler implements AutoCloseable {

        private final List<String> texts = new CopyOnWriteArrayList<>();
        private final Logger logger;

        Messages(Class<?> type) {
            logger = Logger.getLogger(type.getName());
            logger.addHandler(this);
        }

        @Override
        public void publish(LogRecord message) {
            texts.add(String.format(message.getMessage(), message.getParameters()));
        }

        @Override
        public void flush() {
            // nothing is buffered
        }

        @Override
        public void close() {
            logger.removeHandler(this);
        }
    }
}
