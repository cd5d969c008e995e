package io.quarkiverse.containerd.runtime.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

import org.jboss.logging.Logger.Level;

import io.quarkiverse.containerd.NodeSnapshot;
import io.quarkiverse.containerd.NodeState;
import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.logs.JournalQuery;
import io.quarkiverse.containerd.logs.LogEntry;
import io.quarkiverse.containerd.runtime.config.ConfigFixture;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.grpc.ContainerdConnection;
import io.quarkiverse.containerd.runtime.host.process.ContainerdKeep;
import io.quarkiverse.containerd.runtime.logs.MemoryJournal;
import io.quarkiverse.containerd.runtime.supervisor.Supervisor;
import io.quarkiverse.containerd.runtime.supervisor.SystemClock;

/** The node {@code root.containerd} as the daemon has it, with a containerd in a directory of its own, and without Quarkus. */
final class SupervisedContainerd implements AutoCloseable {

    private final ContainerdConfig config;
    private final MemoryJournal journal = new MemoryJournal(8192, 16 * 1024);
    private final Supervisor supervisor;
    private final ContainerdConnection connection;
    private DaemonLocks locks;

    /**
     * @param directory of its files; its path is short, because the socket is in it
     * @param keys of the configuration, besides those of the directories
     */
    SupervisedContainerd(Path directory, Map<String, String> keys) {
        this.config = ConfigFixture.config(keys(directory, keys));
        this.supervisor = new Supervisor(ConfiguredSettings.supervisor(config.supervisor()), journal, new SystemClock());
        this.connection = new ContainerdConnection(config.grpc().address());
    }

    /** The keys of a containerd that touches nothing outside of a directory, and more. */
    static Map<String, String> keys(Path directory, Map<String, String> more) {
        Map<String, String> keys = new HashMap<>();
        keys.put("run-directory", directory.resolve("run").toString());
        keys.put("root", directory.resolve("root").toString());
        keys.put("state", directory.resolve("state").toString());
        keys.put("opt.path", directory.resolve("opt").toString());
        keys.putAll(more);
        return keys;
    }

    /** Starts containerd under the supervisor. */
    SupervisedContainerd start() {
        CurrentInstallation installation = new CurrentInstallation(new InstallationFinder(config));
        ContainerdProbe probe = new ContainerdProbe(connection.client(), installation, config);
        PodNetwork network = network(installation);
        ContainerdFiles files = new ContainerdFiles(config, network);
        locks = files.lock(installation.rendering());
        ContainerdNode containerd = new ContainerdNode(installation, new ContainerdLaunch(config, new ContainerdKeep()), files,
                network,
                new ConfigCheck(config), probe, new DamagedDatabase(config), new ContainerdStarts(start -> {
                }));
        supervisor.start(root -> {
            network.removeOutdated(root.logger());
            root.run("containerd", containerd);
            root.signalHealthy();
            root.signalDone();
        });
        return this;
    }

    private PodNetwork network(CurrentInstallation installation) {
        try {
            return new PodNetwork(config, installation);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ContainerdClient client() {
        return connection.client();
    }

    /** Waits until containerd serves after so many restarts. */
    void awaitHealthy(int restarts) {
        // the node is there once its parent has begun
        await().ignoreException(NoSuchElementException.class).untilAsserted(() -> {
            NodeSnapshot node = node();
            assertThat(node.state()).as("%s", node).isEqualTo(NodeState.HEALTHY);
            assertThat(node.restarts()).isEqualTo(restarts);
        });
    }

    NodeSnapshot node() {
        return supervisor.snapshot(ContainerdNode.DN).orElseThrow();
    }

    /** The pid of the newest containerd that served. */
    long pid() {
        return messages(Level.INFO).stream().filter(message -> message.contains(" serves on "))
                .map(message -> message.replaceAll("^containerd \\(pid (\\d+)\\).*", "$1")).map(Long::valueOf)
                .reduce((first, last) -> last).orElseThrow();
    }

    /** The messages of a level or above it. */
    List<String> messages(Level atLeast) {
        return journal.read(new JournalQuery(ContainerdNode.DN, false, 8192, atLeast)).stream().map(LogEntry::message).toList();
    }

    @Override
    public void close() throws InterruptedException {
        assertThat(supervisor.shutdown(Duration.ofSeconds(60))).isEmpty();
        connection.close();
        locks.close();
    }
}
