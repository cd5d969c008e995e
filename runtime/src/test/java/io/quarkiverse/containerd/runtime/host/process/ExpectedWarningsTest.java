package io.quarkiverse.containerd.runtime.host.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.jboss.logging.Logger.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.containerd.logs.LineParser;

class ExpectedWarningsTest {

    private static final String CNI = "failed to load cni during init, please check CRI plugin status before setting up network"
            + " for pods";

    private final LineParser faithful = new ContainerdLogParser();
    private final LineParser parser = ExpectedWarnings.lowered(faithful);

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "warning|failed to load plugin io.containerd.snapshotter.v1.devmapper|devmapper not configured|DEBUG",
            "warning|could not use snapshotter devmapper in metadata plugin|devmapper not configured|DEBUG",
            "warning|failed check for fsverity support|enable fsverity failed: operation not supported|DEBUG",
            "warning|failed check for fsverity support|enable fsverity failed: inappropriate ioctl for device|DEBUG",
            "error|" + CNI + "|cni config load failed: no network config found in /etc/cni/net.d: cni plugin not initialized:"
                    + " failed to load cni config|INFO" })
    void lowersWhatEveryHealthyStartPrints(String level, String message, String error, Level lowered) {
        String line = "time=\"t\" level=" + level + " msg=\"" + message + "\" error=\"" + error + "\"";
        assertThat(faithful.parse(line).level()).isIn(Level.WARN, Level.ERROR);
        assertThat(parser.parse(line).level()).isEqualTo(lowered);
        assertThat(parser.parse(line).message()).isEqualTo(message);
        assertThat(parser.parse(line).fields()).containsEntry("error", error);
    }

    @Test
    void lowersThatAnImageIsNotUnpacked() {
        assertThat(parser.parse("time=\"t\" level=warning msg=\"The image localhost/a:1 is not unpacked.\"").level())
                .isEqualTo(Level.DEBUG);
    }

    @Test
    void lowersThatTheConfigurationIsMigrated() {
        assertThat(parser.parse("time=\"t\" level=warning msg=\"Configuration migrated from version 3, use `containerd config"
                + " migrate` to avoid migration\" t=\"6.3\"").level()).isEqualTo(Level.DEBUG);
    }

    @Test
    void keepsThatContentCannotBeWritten() {
        assertThat(parser.parse("time=\"t\" level=warning msg=\"failed check for fsverity support\" error=\"mkdir"
                + " /content/.fsverity-check-1: read-only file system\"").level()).isEqualTo(Level.WARN);
    }

    @Test
    void lowersThatCredentialsOfRegistriesAreWhereTheyMustBe() {
        assertThat(parser.parse("time=\"t\" level=warning msg=\"`configs` is deprecated, please use `config_path` instead\"")
                .level()).isEqualTo(Level.DEBUG);
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "level=error msg=\"failed to reload cni configuration after receiving fs change event(WRITE \\\"/cni/1595\\\")\""
                    + " error=\"cni config load failed: no network config found in /cni: cni plugin not initialized: failed to"
                    + " load cni config\"",
            "level=error msg=\"failed to reload cni configuration after receiving fs change event(WRITE \\\"/cni/10-a\\\")\""
                    + " error=\"cni config load failed: failed to load CNI config list file /cni/10-a: error parsing"
                    + " configuration list: unexpected end of JSON input: invalid cni config: failed to load cni config\"",
            "level=warning msg=\"sandbox (id=4c59) not found, maybe created from v1.x\" id=0cce",
            "level=warning msg=\"failed to get sandbox ec3e from sandbox store\" error=\"no sandbox buckets: not found\"",
            "level=warning msg=\"failed to get sandbox ec3e from sandbox store\""
                    + " error=\"bucket \\\"ec3e\\\" not found: not found\"",
            "level=warning msg=\"failed to call task.Create, downgrading client API version to try again\""
                    + " error=\"service containerd.task.v3.Task: not implemented\" id=0cce",
            "level=warning msg=\"cleaning up after shim disconnected\" id=abc namespace=k8s.io",
            "level=warning msg=\"cleanup warnings time=\\\"2026\\\" level=info msg=\\\"starting signal loop\\\""
                    + " namespace=k8s.io pid=1 runtime=io.containerd.runc.v2\\n\"",
            "level=warning msg=\"cleanup warnings time=\\\"2026\\\" level=info msg=\\\"starting signal loop\\\" pid=1\\n"
                    + "time=\\\"2026\\\" level=warning msg=\\\"failed to remove runc container\\\" error=\\\"runc did not"
                    + " terminate successfully: exit status 255: \\\" runtime=io.containerd.runc.v2\\n\"",
            "level=warning msg=\"warnings while cleaning up dead shim\" id=a namespace=k8s.io warnings=\"time=\\\"2026\\\""
                    + " level=info msg=\\\"starting signal loop\\\" namespace=k8s.io pid=1 runtime=io.containerd.runsc.v1\\n\"",
            "level=warning msg=\"Ignoring error killing container \\\"a\\\": \\\"runsc\\\" did not terminate successfully:"
                    + " sandbox is not running\\n\"",
            "level=warning msg=\"Failed to get podSandbox status for container event for sandboxID \\\"a\\\": an error occurred"
                    + " when try to find sandbox: not found. Sending the event with nil podSandboxStatus.\"" })
    void lowersWhatPodsOfAHealthyNodeCause(String line) {
        assertThat(faithful.parse("time=\"t\" " + line).level()).isIn(Level.WARN, Level.ERROR);
        assertThat(parser.parse("time=\"t\" " + line).level()).isEqualTo(Level.DEBUG);
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "level=warning msg=\"cleanup warnings time=\\\"2026\\\" level=info msg=\\\"starting signal loop\\\" pid=1\\n"
                    + "time=\\\"2026\\\" level=warning msg=\\\"failed to remove runc container\\\"\\n\"",
            "level=warning msg=\"failed to load plugin io.containerd.snapshotter.v1.devmapper\" error=\"dmsetup failed\"",
            "level=warning msg=\"failed to load plugin io.containerd.metadata.v1.bolt\" error=timeout",
            "level=warning msg=\"devmapper not configured\"",
            "level=warning msg=\"failed to get sandbox ec3e from sandbox store\" error=\"database not open\"",
            "level=warning msg=\"warnings while cleaning up dead shim\" warnings=\"time=\\\"2026\\\" level=warning msg=\\\"x\\\"\"",
            "level=error msg=\"" + CNI + "\" error=\"cni config load failed: failed to load CNI config file /x: bad JSON\"",
            "level=warning msg=\"The image localhost/a:1 is broken.\"",
            "level=warning msg=\"waiting for response from boltdb open\" plugin=bolt" })
    void leavesEverythingElse(String line) {
        assertThat(parser.parse("time=\"t\" " + line)).isEqualTo(faithful.parse("time=\"t\" " + line));
    }
}
