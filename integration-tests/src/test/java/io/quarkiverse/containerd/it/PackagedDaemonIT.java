package io.quarkiverse.containerd.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusIntegrationTest;

/** What happens to the packaged node daemon as a whole: kills, bad archives, wrong keys, shutdown. */
@QuarkusIntegrationTest
class PackagedDaemonIT {

    /** Knows which containerd Dev Services have found. */
    DevServicesContext devServices;

    private PackagedDaemon daemon;

    @BeforeEach
    void create() throws Exception {
        daemon = new PackagedDaemon(devServices.devServicesProperties());
    }

    @AfterEach
    void remove() throws Exception {
        daemon.close();
    }

    @Test
    void stopsWithNothingLeftBehind() throws Exception {
        daemon.preseed("a.tar", "localhost/a:1");
        daemon.start().health().awaitReady(Health.Check::up);
        daemon.health().awaitStarted(Health.Check::up);
        ProcessHandle containerd = daemon.child().orElseThrow();
        assertThat(daemon.ctr().run("images", "ls", "--quiet")).contains("localhost/a:1");
        assertThat(daemon.ctr().run("version")).contains("Version:  " + System.getProperty("containerd.test.version", ""));

        assertThat(daemon.stop()).isEqualTo(143);

        assertThat(PackagedDaemon.runs(containerd)).isFalse();
        assertThat(daemon.child()).isEmpty();
        assertThat(daemon.sockets()).isEmpty();
        assertThat(daemon.printed()).doesNotContain(" WARN ").doesNotContain(" ERROR ");
    }

    @Test
    void stopsWhatAKilledDaemonLeftBehind() throws Exception {
        daemon.preseed("a.tar", "localhost/a:1");
        daemon.start("quarkus.containerd.processes.agent.command=sleep 4711",
                "quarkus.containerd.processes.gone.command=sleep 4712").health().awaitStarted(Health.Check::up);
        daemon.health().awaitReady(Health.Check::up);
        ProcessHandle leftover = daemon.child().orElseThrow();
        List<ProcessHandle> processes = List.of(daemon.process("agent"), daemon.process("gone"));
        daemon.kill();
        assertThat(PackagedDaemon.runs(leftover)).isTrue();
        assertThat(processes).allMatch(PackagedDaemon::runs);
        Path halfMemos = Files.writeString(daemon.directory().resolve("root/.quarkus-containerd-preseed.json.1.tmp"), "{");

        daemon.start("quarkus.containerd.processes.agent.command=sleep 4711").health().awaitReady(Health.Check::up);
        assertThat(processes).noneMatch(PackagedDaemon::runs);
        assertThat(PackagedDaemon.runs(daemon.process("agent"))).isTrue();

        assertThat(halfMemos).doesNotExist();
        assertThat(PackagedDaemon.runs(leftover)).isFalse();
        assertThat(daemon.child().orElseThrow().pid()).isNotEqualTo(leftover.pid());
        assertThat(daemon.printed()).contains("Process " + leftover.pid() + " is left over from an earlier run");
        assertThat(daemon.health().ready().number("node.root.containerd.restarts")).isZero();
        assertThat(daemon.health().awaitStarted(Health.Check::up).text("archive.k8s.io/a.tar.state")).isEqualTo("LOADED");
    }

    @Test
    void leavesADaemonAloneThatHasItsRunDirectory() throws Exception {
        daemon.start().health().awaitReady(Health.Check::up);
        ProcessHandle containerd = daemon.child().orElseThrow();

        try (PackagedDaemon second = new PackagedDaemon(devServices.devServicesProperties())) {
            assertThat(second.start("quarkus.containerd.run-directory=" + daemon.runDirectory()).awaitExit()).isNotZero();
            assertThat(second.printed()).contains("quarkus.containerd.run-directory: " + daemon.runDirectory()
                    + " is in use by process " + daemon.pid() + " (");
        }

        assertThat(daemon.child()).contains(containerd);
        assertThat(PackagedDaemon.runs(containerd)).isTrue();
        assertThat(daemon.health().ready().up()).isTrue();
        assertThat(daemon.health().ready().number("node.root.containerd.restarts")).isZero();
    }

    @Test
    void loadsTheGoodArchivesBesideABadOne() throws Exception {
        daemon.preseed("a.tar", "localhost/a:1");
        daemon.preseed("bad.tar", "localhost/bad:1");
        daemon.truncate("bad.tar");
        daemon.preseed("c.tar", "localhost/c:1");

        Health.Check started = daemon.start("quarkus.containerd.processes.kubelet.command=sleep 4711",
                "quarkus.containerd.processes.kubelet.after=started").health()
                .awaitStarted(check -> check.text("archive.k8s.io/bad.tar.state").equals("FAILED")
                        && check.text("archive.k8s.io/a.tar.state").equals("LOADED"));

        assertThat(started.up()).isFalse();
        assertThat(started.text("archive.k8s.io/bad.tar.error")).isNotBlank();
        daemon.health().awaitStarted(check -> check.text("archive.k8s.io/c.tar.state").equals("LOADED"));
        Health.Check ready = daemon.health()
                .awaitReady(check -> check.text("node.root.containerd.preseed.state").equals("DEAD"));
        assertThat(ready.up()).isFalse();
        assertThat(ready.text("node.root.containerd.preseed.last_failure")).contains("bad.tar");
        assertThat(ready.text("node.root.containerd.preseed.next_start")).isNotBlank();
        assertThat(ready.text("node.root.kubelet.state")).as("it waits for the required archives").isEqualTo("NEW");
        assertThat(daemon.ctr().run("images", "ls", "--quiet")).contains("localhost/a:1", "localhost/c:1")
                .doesNotContain("localhost/bad:1");
        assertThat(daemon.ctr().run("leases", "ls", "--quiet")).isBlank();
        assertThat(daemon.printed()).contains("bad.tar");

        daemon.preseed("bad.tar", "localhost/bad:1");
        daemon.health().awaitStarted(Health.Check::up);
        daemon.health().awaitReady(Health.Check::up);
        assertThat(PackagedDaemon.runs(daemon.process("kubelet"))).isTrue();
    }

    @Test
    void bringsTheImagesBackWhenADamagedDatabaseMayBeSetAside() throws Exception {
        daemon.preseed("a.tar", "localhost/a:1");
        daemon.start().health().awaitStarted(Health.Check::up);
        assertThat(daemon.stop()).isEqualTo(143);
        daemon.damageDatabase();

        daemon.start("quarkus.containerd.bolt.set-aside-damaged=true").health().awaitStarted(Health.Check::up);

        daemon.health().awaitReady(Health.Check::up);
        assertThat(daemon.printed()).contains("the damaged database is now ");
        assertThat(daemon.ctr().run("images", "check")).contains("localhost/a:1").doesNotContain("incomplete");
    }

    @Test
    void refusesAWrongValueByItsKey() throws Exception {
        assertThat(daemon.start("quarkus.containerd.grpc.address=/" + "x".repeat(120)).awaitExit()).isNotZero();

        assertThat(daemon.printed()).contains("quarkus.containerd.grpc.address");
    }

    @Test
    void saysWhyContainerdDoesNotStart() throws Exception {
        Health.Check ready = daemon
                .start("quarkus.containerd.toml.\"plugins.'io.containerd.gc.v1.scheduler'.schedule_delay\"=many").health()
                .awaitReady(check -> check.text("node.root.containerd.state").equals("DEAD"));

        assertThat(ready.text("node.root.containerd.last_failure")).contains("exited with code 1", "many");
        assertThat(ready.text("node.root.containerd.hint")).isNotBlank();
        assertThat(daemon.health().live().up()).isTrue();
        assertThat(daemon.health().started().up()).isFalse();
        assertThat(daemon.socket()).doesNotExist();
    }
}
