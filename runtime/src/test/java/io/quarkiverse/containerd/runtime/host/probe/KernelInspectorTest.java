package io.quarkiverse.containerd.runtime.host.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.containerd.runtime.render.facts.KernelFacts;
import io.quarkiverse.containerd.runtime.render.facts.KernelFacts.Cgroups;

class KernelInspectorTest {

    @TempDir
    Path slash;

    @BeforeEach
    void bareKernel() throws IOException {
        file("proc/self/mounts", "/dev/vda / ext4 rw 0 0\n");
        file("proc/filesystems", "nodev\tsysfs\n\text4\n");
        file("proc/sys/kernel/osrelease", "6.1.0\n");
        file("lib/modules/6.1.0/modules.dep", "kernel/fs/fuse/fuse.ko:\n");
    }

    @Test
    void seesThatThereIsNothing() throws IOException {
        KernelFacts facts = inspect();

        assertThat(facts.cgroups()).isEqualTo(Cgroups.NONE);
        assertThat(facts.controllers()).isEmpty();
        assertThat(facts.overlay()).isFalse();
        assertThat(facts.overlayWorks()).isFalse();
        assertThat(facts.systemd()).isFalse();
        assertThat(facts.appArmor()).isFalse();
        assertThat(facts.appArmorParser()).isFalse();
        assertThat(facts.selinux()).isFalse();
        assertThat(facts.userNamespaces()).isFalse();
    }

    @Test
    void readsControllersOfVersion1FromTheMounts() throws IOException {
        file("proc/self/mounts", """
                tmpfs /sys/fs/cgroup tmpfs rw 0 0
                cgroup /sys/fs/cgroup/cpu,cpuacct cgroup rw,relatime,cpu,cpuacct 0 0
                cgroup /sys/fs/cgroup/memory cgroup rw,relatime,memory 0 0
                cgroup2 /sys/fs/cgroup/unified cgroup2 rw,relatime 0 0
                """);

        assertThat(inspect().cgroups()).isEqualTo(Cgroups.V1);
        assertThat(inspect().controllers()).contains("cpu", "cpuacct", "memory").doesNotContain("pids");
    }

    @Test
    void readsControllersOfVersion2FromTheRootGroup() throws IOException {
        file("proc/self/mounts", "cgroup2 /sys/fs/cgroup cgroup2 rw,nosuid,nsdelegate 0 0\n");
        file("sys/fs/cgroup/cgroup.controllers", "cpuset cpu io memory pids\n");

        assertThat(inspect().cgroups()).isEqualTo(Cgroups.V2);
        assertThat(inspect().controllers()).containsExactlyInAnyOrder("cpuset", "cpu", "io", "memory", "pids");
    }

    @Test
    void seesOverlayfsThatIsThereOrCanBeLoaded() throws IOException {
        file("proc/filesystems", "nodev\tsysfs\nnodev\toverlay\n");
        assertThat(inspect().overlay()).isTrue();

        file("proc/filesystems", "nodev\tsysfs\n");
        file("lib/modules/6.1.0/modules.dep", "kernel/fs/overlayfs/overlay.ko.xz:\n");
        assertThat(inspect().overlay()).isTrue();
    }

    @Test
    void supposesOverlayfsWhereTheModulesCannotBeSeen() throws IOException {
        Files.delete(slash.resolve("lib/modules/6.1.0/modules.dep"));
        assertThat(inspect().overlay()).isTrue();
    }

    @Test
    void seesWhatConfinesProcesses() throws IOException {
        file("sys/module/apparmor/parameters/enabled", "Y\n");
        file("sbin/apparmor_parser", "");
        file("sys/fs/selinux/enforce", "1");
        file("proc/sys/user/max_user_namespaces", "96364\n");
        Files.createDirectories(slash.resolve("run/systemd/system"));

        KernelFacts facts = inspect();

        assertThat(facts.appArmor()).isTrue();
        assertThat(facts.appArmorParser()).isTrue();
        assertThat(facts.selinux()).isTrue();
        assertThat(facts.userNamespaces()).isTrue();
        assertThat(facts.systemd()).isTrue();
    }

    @Test
    void seesWhatIsThereAndSwitchedOff() throws IOException {
        file("sys/module/apparmor/parameters/enabled", "N\n");
        file("proc/sys/user/max_user_namespaces", "0\n");

        assertThat(inspect().appArmor()).isFalse();
        assertThat(inspect().userNamespaces()).isFalse();
    }

    @Test
    void readsThisMachine() throws IOException {
        KernelFacts facts = new KernelInspector(Path.of("/")).inspect(slash.resolve("not/yet/there"));

        assertThat(facts.rootFileSystem()).isEqualTo(Files.getFileStore(slash).type());
    }

    private KernelFacts inspect() throws IOException {
        return new KernelInspector(slash).inspect(slash);
    }

    private void file(String name, String content) throws IOException {
        Path file = slash.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
