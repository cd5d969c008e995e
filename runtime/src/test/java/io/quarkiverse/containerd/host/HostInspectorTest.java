package io.quarkiverse.containerd.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.containerd.render.HostFacts;

class HostInspectorTest {

    @TempDir
    Path proc;

    @Test
    void readsTheEffectiveUserAndCapability() throws IOException {
        proc("1000\t0\t0\t0", "000001ffffffffff", "-5", "         0          0 4294967295");
        assertThat(new HostInspector(proc).inspect()).isEqualTo(new HostFacts(true, true, -5, false));
    }

    @Test
    void seesThatTheCapabilityIsMissing() throws IOException {
        proc("0\t0\t0\t0", "00000000a80425fb", "0", "         0          0 4294967295");
        assertThat(new HostInspector(proc).inspect()).isEqualTo(new HostFacts(true, false, 0, false));
    }

    @Test
    void takesNoOtherCapabilityForIt() throws IOException {
        proc("0\t0\t0\t0", "0000000001000000", "0", "         0          0 4294967295");
        assertThat(new HostInspector(proc).inspect().capSysResource()).isTrue();
        proc("0\t0\t0\t0", "000001fffeffffff", "0", "         0          0 4294967295");
        assertThat(new HostInspector(proc).inspect().capSysResource()).isFalse();
    }

    @Test
    void seesAUserNamespace() throws IOException {
        proc("0\t0\t0\t0", "000001ffffffffff", "200", "         0       1000          1");
        assertThat(new HostInspector(proc).inspect()).isEqualTo(new HostFacts(true, true, 200, true));
    }

    @Test
    void seesAnOrdinaryUser() throws IOException {
        proc("0\t1000\t1000\t1000", "0000000000000000", "0", "         0          0 4294967295");
        assertThat(new HostInspector(proc).inspect()).isEqualTo(new HostFacts(false, false, 0, false));
    }

    @Test
    void readsThisMachine() throws IOException {
        HostFacts facts = new HostInspector().inspect();
        assertThat(facts.oomScoreAdj()).isBetween(-1000, 1000);
        assertThat(facts.root()).isEqualTo(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0));
    }

    @Test
    void namesWhatIsMissing() throws IOException {
        assertThatThrownBy(() -> new HostInspector(proc.resolve("none")).inspect()).isInstanceOf(HostException.class)
                .hasMessage(proc.resolve("none") + " cannot be read: no such file or directory. Mount the proc file system.");
        Files.writeString(proc.resolve("status"), "Name:\tjava\n");
        assertThatThrownBy(() -> new HostInspector(proc).inspect()).isInstanceOf(HostException.class)
                .hasMessageContaining("there is no Uid: in status");
    }

    private void proc(String uids, String capabilities, String oomScoreAdj, String uidMap) throws IOException {
        Files.writeString(proc.resolve("status"), "Name:\tjava\nUid:\t" + uids + "\nCapPrm:\t0000000000000000\nCapEff:\t"
                + capabilities + "\n");
        Files.writeString(proc.resolve("oom_score_adj"), oomScoreAdj + "\n");
        Files.writeString(proc.resolve("uid_map"), uidMap + "\n");
    }
}
