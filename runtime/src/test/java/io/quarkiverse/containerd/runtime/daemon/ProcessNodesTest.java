package io.quarkiverse.containerd.runtime.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.NodeSnapshot;
import io.quarkiverse.containerd.NodeState;
import io.quarkiverse.containerd.logs.JournalQuery;
import io.quarkiverse.containerd.logs.LogEntry;
import io.quarkiverse.containerd.runtime.config.ConfigFixture;
import io.quarkiverse.containerd.runtime.config.ConfigurationException;
import io.quarkiverse.containerd.runtime.host.files.Directories;
import io.quarkiverse.containerd.runtime.host.process.ProcessRunner;
import io.quarkiverse.containerd.runtime.logs.MemoryJournal;
import io.quarkiverse.containerd.runtime.supervisor.Supervisor;
import io.quarkiverse.containerd.runtime.supervisor.SupervisorSettings;
import io.quarkiverse.containerd.runtime.supervisor.SystemClock;

@Timeout(120)
class ProcessNodesTest {

    private static final String SLEEP = "sh -c 'exec sleep 1000'";

    @TempDir
    Path temp;

    private final MemoryJournal journal = new MemoryJournal(1000, 1000);
    private final Supervisor supervisor = new Supervisor(new SupervisorSettings(Duration.ofMillis(5), 1, 0,
            Duration.ofMillis(5), Duration.ZERO, Duration.ofSeconds(30)), journal, new SystemClock());
    private final FakeNodeDaemon daemon = new FakeNodeDaemon();
    private final StartOrder order = new StartOrder(daemon);

    @AfterEach
    void shutDown() {
        assertThat(supervisor.shutdown(Duration.ofSeconds(60))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
            "a-b.command=true | a-b | has at most 64 small letters, digits and underscores; rename it",
            "bean.command=true | bean | root.bean is a node already; give the process another name",
            "a.command=no_such_program | a.command | there is no program no_such_program in quarkus.containerd.path",
            "a.command=bin/true | a.command | 'bin/true' is relative; use an absolute path",
            "a.command=/nowhere/true | a.command | /nowhere/true is missing; install it",
            "a.command=/usr | a.command | /usr is not a file that this user can execute",
            "a.command=sh \"x | a.command | the command has a quote \" without its end",
            "a.command=true a.directory=/nowhere | a.directory | /nowhere is not a directory; make it",
            "a.command=true a.user=nobody_at_all | a.user | This machine knows no user nobody_at_all; make one",
            "a.command=true a.user=root:nobodies | a.user | This machine knows no group nobodies; make one",
            "a.command=true a.user=12345678 | a.user | This machine knows no user 12345678; make one",
            "a.command=true a.after=root.b | a.after | there is no node root.b; use started or root.bean or root.a",
            "a.command=true a.after=bean | a.after | there is no node bean; use",
            "a.command=true a.after=root.absent | a.after | the node root.absent is not part of the tree",
            "a.command=true a.after=root.absent.child | a.after | the node root.absent.child is not part of the tree",
            "a.command=true a.after=root.a | a.after | the process waits for itself: root.a after root.a; leave one",
            "a.command=true a.after=root.b b.command=true b.after=root.c c.command=true c.after=started,root.a | a.after |"
                    + " the process waits for itself: root.a after root.b after root.c after root.a; leave one of them out",
            "a.command=true a.ready.port=1 a.ready.exit=true | a.ready.exit | the process is ready in one way, but"
                    + " quarkus.containerd.processes.a.ready.port is set, too; remove one",
            "a.command=true a.timeouts.stop=60s | a.timeouts.stop | it is longer than"
                    + " quarkus.containerd.supervisor.shutdown-timeout"
    })
    void whatCannotWorkIsRefused(String keys, String key, String message) {
        assertThatThrownBy(() -> nodes(keys)).isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("quarkus.containerd.processes." + key + ": ").hasMessageContaining(message.strip());
    }

    @Test
    void aProcessThatIsOffIsNotLookedAt() {
        assertThat(nodes("a.command=/nowhere/true a.enabled=false").all()).isEmpty();
        assertThatThrownBy(() -> nodes("a.command=/nowhere/true a.enabled=false b.command=true b.after=root.a"))
                .hasMessageContaining("there is no node root.a");
    }

    @Test
    void tellsWhichAreOptionalAndWhichRestartWithTheNetwork() {
        ProcessNodes nodes = nodes("a.command=true a.required=false b.command=true b.restart-with-network=true");
        assertThat(nodes.optional()).containsExactly("root.a");
        assertThat(nodes.restartedWithNetwork()).containsExactly("root.b");
    }

    @Test
    void waitsForOthersWheneverItStarts() {
        daemon.started = false;
        daemon.tree = List.of(FakeNodeDaemon.node("root.bean", NodeState.NEW));
        start("a.command=" + SLEEP + " a.after=root.bean,started");
        await().until(() -> message("root.a", "waits for root.bean, started"));
        assertThat(state("root.a")).isEqualTo(NodeState.NEW);

        daemon.tree = List.of(FakeNodeDaemon.node("root.bean", NodeState.DONE));
        order.changed(null);
        assertThat(state("root.a")).isEqualTo(NodeState.NEW);
        daemon.started = true;
        order.changed(null);
        await().until(() -> state("root.a") == NodeState.HEALTHY);

        daemon.tree = List.of(FakeNodeDaemon.node("root.bean", NodeState.UNHEALTHY));
        supervisor.restart("root.a", "the test wants it");
        await().until(() -> message("root.a", "waits for root.bean"));
        assertThat(state("root.a")).isEqualTo(NodeState.NEW);
    }

    @Test
    void aGroupLivesAndDiesTogether() {
        daemon.tree = List.of();
        start("a.command=" + SLEEP + " a.group=g b.command=sh -c 'exec sleep 0.3' b.group=g c.command=" + SLEEP);
        await().until(() -> restarts("root.a") > 0 && restarts("root.b") > 0);
        assertThat(restarts("root.c")).isZero();
    }

    @Test
    void passesOnOnlyTheVariablesThatAreNamed() {
        start("a.command=sh -c 'echo path $HOME . $USER . $X; exec sleep 1000' a.pass-environment=HOME,NO_SUCH"
                + " a.environment.X=y");
        await().until(() -> message("root.a", "path " + System.getenv("HOME") + " . . y"));
    }

    @Test
    void messagesNameTheKeysOfTimeouts() {
        start("a.command=" + SLEEP + " a.ready.socket=/nowhere.sock a.timeouts.start=200ms");
        // a later start has more time, so that the newest failure may tell another
        await().until(() -> messages("root.a").anyMatch(
                text -> text.contains("for 200 ms (quarkus.containerd.processes.a.timeouts.start)")
                        && text.contains("it does not listen on /nowhere.sock")));
    }

    private void start(String keys) {
        ProcessNodes nodes = nodes(keys);
        SupervisedBeans tree = beans().plus(nodes.all());
        supervisor.start(root -> {
            tree.startChildren(root);
            root.signalHealthy();
            root.signalDone();
        });
    }

    private ProcessNodes nodes(String keys) {
        Map<String, String> properties = new LinkedHashMap<>();
        for (String key : keys.split(" (?=[a-z]+\\.[a-z.-]+[A-Z]*=)")) {
            properties.put("processes." + key.strip().substring(0, key.strip().indexOf('=')),
                    key.strip().substring(key.strip().indexOf('=') + 1));
        }
        try {
            Path run = Files.createDirectories(temp.resolve("run"));
            return new ProcessNodes(ConfigFixture.config(properties), beans(), new ProcessRunner(run.resolve("processes"),
                    List.of(Path.of("/usr/bin"), Path.of("/bin")), new Directories(false)), order);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SupervisedBeans beans() {
        return new SupervisedBeans(List.of(bean("root", "bean", () -> true), bean("root", "absent", () -> false),
                bean("root.absent", "child", () -> true)));
    }

    private static SupervisedBean bean(String parent, String name, BooleanSupplier condition) {
        return new SupervisedBean(new NodePlace(parent, name, "", List.of()), condition, ProcessNodesTest::idle);
    }

    private static void idle(NodeHandle node) throws InterruptedException {
        node.signalHealthy();
        node.awaitCancellation();
    }

    private NodeState state(String dn) {
        return supervisor.snapshot(dn).map(NodeSnapshot::state).orElse(null);
    }

    private int restarts(String dn) {
        return supervisor.snapshot(dn).map(NodeSnapshot::restarts).orElse(0);
    }

    private boolean message(String dn, String message) {
        return messages(dn).anyMatch(message::equals);
    }

    private Stream<String> messages(String dn) {
        return journal.read(JournalQuery.only(dn)).stream().map(LogEntry::message);
    }
}
