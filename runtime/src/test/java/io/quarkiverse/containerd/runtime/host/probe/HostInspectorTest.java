package io.quarkiverse.containerd.runtime.host.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.containerd.runtime.host.HostException;
import io.quarkiverse.containerd.runtime.render.facts.HostFacts;
import io.quarkiverse.containerd.runtime.render.files.CniPlugins;

class HostInspectorTest {

    private static final CniPlugins NO_PLUGINS = new CniPlugins(List.of(), List.of());

    @TempDir
    Path slash;

    private Path self;

    @BeforeEach
    void procFileSystem() throws IOException {
        self = Files.createDirectories(slash.resolve("proc/self"));
        Files.writeString(self.resolve("mounts"), "");
    }

    @Test
    void readsTheEffectiveUserAndCapability() throws IOException {
        proc("1000\t0\t0\t0", "000001ffffffffff", "-5", "         0          0 4294967295");
        HostFacts facts = inspect();
        assertThat(facts.root()).isTrue();
        assertThat(facts.capSysResource()).isTrue();
        assertThat(facts.oomScoreAdj()).isEqualTo(-5);
        assertThat(facts.userNamespace()).isFalse();
        assertThat(facts.mayLowerOomScore()).isTrue();
    }

    @Test
    void seesThatTheCapabilityIsMissing() throws IOException {
        proc("0\t0\t0\t0", "00000000a80425fb", "0", "         0          0 4294967295");
        assertThat(inspect().capSysResource()).isFalse();
    }

    @Test
    void takesNoOtherCapabilityForIt() throws IOException {
        proc("0\t0\t0\t0", "0000000001000000", "0", "         0          0 4294967295");
        assertThat(inspect().capSysResource()).isTrue();
        proc("0\t0\t0\t0", "000001fffeffffff", "0", "         0          0 4294967295");
        assertThat(inspect().capSysResource()).isFalse();
    }

    @Test
    void seesAUserNamespace() throws IOException {
        proc("0\t0\t0\t0", "000001ffffffffff", "200", "         0       1000          1");
        HostFacts facts = inspect();
        assertThat(facts.userNamespace()).isTrue();
        assertThat(facts.mayLowerOomScore()).isFalse();
        assertThat(facts.oomScoreAdj()).isEqualTo(200);
    }

    @Test
    void seesAnOrdinaryUser() throws IOException {
        proc("0\t1000\t1000\t1000", "0000000000000000", "0", "         0          0 4294967295");
        assertThat(inspect().root()).isFalse();
    }

    @Test
    void readsThisMachine() throws IOException {
        HostFacts facts = new HostInspector().inspect(slash, List.of(Path.of("/bin")), List.of(), NO_PLUGINS, true);
        assertThat(facts.oomScoreAdj()).isBetween(-1000, 1000);
        assertThat(facts.root()).isEqualTo(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0));
        assertThat(facts.kernel().rootFileSystem()).isEqualTo(Files.getFileStore(slash).type());
    }

    @Test
    void findsTheDirectoriesThatHaveAllPlugins() throws IOException {
        proc("0\t0\t0\t0", "000001ffffffffff", "0", "         0          0 4294967295");
        Path incomplete = directoryOf("incomplete", "ptp");
        Path complete = directoryOf("complete", "bridge", "host-local", "ptp");
        Path absent = slash.resolve("absent");

        HostFacts facts = new HostInspector(slash).inspect(slash.resolve("root"), List.of(), List.of(),
                new CniPlugins(List.of("ptp", "host-local"), List.of(absent, incomplete, complete)), true);

        assertThat(facts.cniDirectories()).containsExactly(complete);
    }

    private Path directoryOf(String name, String... programs) throws IOException {
        Path directory = Files.createDirectories(slash.resolve(name));
        for (String program : programs) {
            Files.createFile(directory.resolve(program),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        }
        return directory;
    }

    @Test
    void namesWhatIsMissing() throws IOException {
        assertThatThrownBy(this::inspect).isInstanceOf(HostException.class)
                .hasMessage(self + " cannot be read: no such file or directory. Mount the proc file system.");
        Files.writeString(self.resolve("status"), "Name:\tjava\n");
        assertThatThrownBy(this::inspect).isInstanceOf(HostException.class)
                .hasMessageContaining("there is no Uid: in status");
    }

    private HostFacts inspect() throws HostException {
        return new HostInspector(slash).inspect(slash.resolve("root"), List.of(slash.resolve("bin")), List.of(), NO_PLUGINS,
                true);
    }

    private void proc(String uids, String capabilities, String oomScoreAdj, String uidMap) throws IOException {
        Files.writeString(self.resolve("status"), "Name:\tjava\nUid:\t" + uids + "\nCapPrm:\t0000000000000000\nCapEff:\t"
                + capabilities + "\n");
        Files.writeString(self.resolve("oom_score_adj"), oomScoreAdj + "\n");
        Files.writeString(self.resolve("uid_map"), uidMap + "\n");
    }
}
