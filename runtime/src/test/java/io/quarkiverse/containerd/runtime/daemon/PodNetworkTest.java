package io.quarkiverse.containerd.runtime.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.containerd.logs.NodeLogger;
import io.quarkiverse.containerd.runtime.host.files.Fifo;
import io.quarkiverse.containerd.runtime.host.files.FileInstaller;
import io.quarkiverse.containerd.runtime.logs.MemoryJournal;
import io.quarkiverse.containerd.runtime.render.Fixture;
import io.quarkiverse.containerd.runtime.render.Rendering;

/** The files of the pods' network over several runs of the daemon. */
class PodNetworkTest {

    private final NodeLogger log = new MemoryJournal(100, 1024).logger("root");
    private static final String SUBNETS = "cni.subnets=10.1.0.0/24";

    @TempDir
    Path temp;
    private Path configured;
    private Path made;

    @BeforeEach
    void directories() throws IOException {
        configured = temp.resolve("net.d/10-quarkus-containerd.conflist");
        made = temp.resolve("net.d/10-containerd-net.conflist");
        Files.createDirectories(temp.resolve("net.d"));
        Files.createDirectories(temp.resolve("root"));
        Files.writeString(temp.resolve("own.gojson"), "{}");
    }

    @ParameterizedTest
    @CsvSource({ "cni.enabled=false", "cni.own-template=own.gojson", "cni.mtu=1400", "cni.conf-dir=other",
            "disabled-plugins=cri" })
    void aRenderedNetworkGoesWithTheWay(String setting) throws IOException {
        run("boot", SUBNETS);
        assertThat(configured).exists();
        run("boot", setting.startsWith("cni.conf-dir") ? List.of(SUBNETS, setting) : List.of(setting));
        assertThat(configured).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({ "cni.enabled=false", SUBNETS, "cni.conf-dir=other", "disabled-plugins=cri" })
    void aNetworkFromATemplateGoesWithTheWay(String setting) throws IOException {
        kubeletTells(run("boot", "cni.mtu=1400"));
        run("boot", setting);
        assertThat(made).doesNotExist();
    }

    @Test
    void aNetworkFromAnOwnTemplateGoesWithTheWay() throws IOException {
        kubeletTells(run("boot", "cni.own-template=own.gojson"));
        run("boot", "cni.enabled=false");
        assertThat(made).doesNotExist();
    }

    @Test
    void aTemplateThatIsWrittenElsewhereIsRemoved() throws IOException {
        run("boot", "cni.template-file=a.gojson");
        run("boot", "cni.template-file=b.gojson");
        assertThat(temp.resolve("a.gojson")).doesNotExist();
        assertThat(temp.resolve("b.gojson")).exists();
    }

    @Test
    void aNetworkThatPodsUseGoesWithTheWayToo() throws IOException {
        kubeletTells(run("boot", "cni.mtu=1400"));
        podRuns();
        run("boot", "cni.enabled=false");
        assertThat(made).doesNotExist();
    }

    @Test
    void anEmptyNodeKeepsItsNetworkInTheSameBoot() throws IOException {
        kubeletTells(run("boot", "cni.mtu=1400"));
        run("boot", "cni.mtu=1400");
        assertThat(made).exists();
        run("boot", "cni.mtu=1400");
        assertThat(made).exists();
    }

    @Test
    void anotherBootHasNoRangesYet() throws IOException {
        kubeletTells(run("boot", "cni.mtu=1400"));
        podRuns();
        run("next boot", "cni.mtu=1400");
        assertThat(made).doesNotExist();
    }

    @Test
    void anotherTemplateWaitsForTheEndOfThePods() throws IOException {
        kubeletTells(run("boot", "cni.mtu=1400"));
        Path pod = podRuns();
        run("boot", "cni.mtu=1300");
        assertThat(made).exists();
        Files.delete(pod);
        run("boot", "cni.mtu=1300");
        assertThat(made).doesNotExist();
    }

    @Test
    void aDaemonThatWasKilledBeforeItSawTheNetworkKnowsItAllTheSame() throws IOException {
        run("boot", "cni.mtu=1400");
        Files.writeString(made, "{}");
        run("boot", "cni.enabled=false");
        assertThat(made).doesNotExist();
    }

    @Test
    void aHalfWrittenNetworkIsNotTakenForTheWhole() throws IOException {
        PodNetwork network = run("boot", "cni.mtu=1400");
        Files.writeString(made, "{\"name\":");
        network.lookBeside(Observation.WELL);
        kubeletTells(network);
        run("boot", "cni.enabled=false");
        assertThat(made).doesNotExist();
    }

    @Test
    @Timeout(30)
    void aFifoInThePlaceOfTheNetworkIsNotOpened() throws IOException {
        PodNetwork network = run("boot", "cni.mtu=1400");
        new Fifo(made, PosixFilePermissions.fromString("rw-------")).ensure();
        assertThat(network.lookBeside(Observation.WELL)).isEqualTo(Observation.WELL);
    }

    @ParameterizedTest
    @CsvSource({ "10-quarkus-containerd.conflist", "10-containerd-net.conflist", "05-agent.conflist" })
    void whatOthersHavePutThereStays(String name) throws IOException {
        Path others = Files.writeString(temp.resolve("net.d").resolve(name), "{}");
        for (String setting : List.of("cni.enabled=false", "cni.mtu=1400", "cni.mtu=1300", "cni.enabled=false")) {
            run("boot " + setting, setting).lookBeside(Observation.WELL);
            assertThat(others).content().isEqualTo("{}");
        }
    }

    @Test
    void whatOthersHaveChangedStays() throws IOException {
        kubeletTells(run("boot", "cni.mtu=1400"));
        Files.writeString(made, "{\"name\": \"mine\"}");
        run("next boot", "cni.enabled=false");
        assertThat(made).exists();

        run("boot", SUBNETS);
        Files.writeString(configured, "{}");
        run("boot", "cni.enabled=false");
        assertThat(configured).exists();
    }

    @Test
    void aNetworkIsContainerdsOnceThatOfOthersIsGone() throws IOException {
        Files.writeString(made, "{}");
        PodNetwork network = run("boot", "cni.mtu=1400");
        Files.delete(made);
        network.lookBeside(Observation.WELL);
        kubeletTells(network);
        run("boot", "cni.enabled=false");
        assertThat(made).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "{", "null", "[]", "\u00e9", "\0\0\0\0", "{\"written\": {\"\\u0000\": \"\"}}" })
    void aRecordThatIsNoneIsNobodysRecord(String content) throws IOException {
        kubeletTells(run("boot", "cni.mtu=1400"));
        Files.writeString(recordFile(), content, StandardCharsets.ISO_8859_1);
        run("boot", "cni.enabled=false");
        assertThat(made).exists();
    }

    @Test
    void whatAKilledDaemonHasLeftBesideTheRecordIsRemoved() throws IOException {
        run("boot", "cni.mtu=1400");
        Path left = Files.writeString(recordFile().resolveSibling("." + recordFile().getFileName() + ".1.tmp"), "{");
        // one that writes no record
        run("boot", "cni.enabled=false");
        assertThat(left).doesNotExist();
    }

    @Test
    void anUnchangedNetworkNeedsNoSpaceOnTheDisk() throws IOException {
        kubeletTells(run("boot", "cni.mtu=1400"));
        Object file = inode(recordFile());
        kubeletTells(run("boot", "cni.mtu=1400"));
        assertThat(inode(recordFile())).isEqualTo(file);
        run("next boot", "cni.mtu=1400");
        assertThat(inode(recordFile())).isNotEqualTo(file);
    }

    private Path recordFile() {
        return temp.resolve("root/quarkus-containerd-network.json");
    }

    private static Object inode(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    /** Starts a daemon and its containerd. */
    private PodNetwork run(String boot, String setting) throws IOException {
        return run(boot, List.of(setting));
    }

    private PodNetwork run(String boot, List<String> settings) throws IOException {
        Map<String, String> keys = new HashMap<>(Map.of("cni.conf-dir", temp.resolve("net.d").toString(), "cni.template-file",
                temp.resolve("spec.gojson").toString()));
        for (String setting : settings) {
            String[] parts = setting.split("=");
            keys.put(parts[0], parts[1].matches("other|.*gojson") ? temp.resolve(parts[1]).toString() : parts[1]);
        }
        Rendering rendering = Fixture.render(keys, Fixture.V1_7, Fixture.CAPABLE);
        Path directory = Path.of(keys.get("cni.conf-dir"));
        Files.createDirectories(directory);
        PodNetwork network = new PodNetwork(temp.resolve("root"), temp.resolve("state"), directory, () -> rendering, boot);
        network.removeOutdated(log);
        network.recordFiles();
        new FileInstaller().install(rendering.files().stream()
                .filter(file -> rendering.network().written().contains(file.path())).toList());
        return network;
    }

    @Test
    void aNetworkThatWasToldAndIsGoneIsLostOnce() throws IOException {
        PodNetwork network = run("boot", "cni.mtu=1400");
        assertThat(network.isLost()).as("not told yet").isFalse();
        kubeletTells(network);
        assertThat(network.isLost()).isFalse();
        Files.delete(made);
        network.lookBeside(Observation.WELL);
        assertThat(network.isLost()).isTrue();
        assertThat(network.isLost()).as("told of once").isFalse();
        kubeletTells(network);
        Files.delete(made);
        assertThat(network.isLost()).isTrue();
    }

    @Test
    void aNetworkThatNobodyTellsIsNeverLost() throws IOException {
        PodNetwork network = run("boot", SUBNETS);
        kubeletTells(network);
        Files.delete(made);
        assertThat(network.isLost()).isFalse();
    }

    private void kubeletTells(PodNetwork network) throws IOException {
        Files.writeString(made, "{\"name\": \"k8s-pod-network\"}");
        network.lookBeside(Observation.WELL);
    }

    private Path podRuns() throws IOException {
        return Files.createDirectories(temp.resolve("state/io.containerd.runtime.v2.task/k8s.io/0123"));
    }
}
