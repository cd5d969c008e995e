package io.quarkiverse.containerd.runtime.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.containerd.runtime.config.ConfigFixture;
import io.quarkiverse.containerd.runtime.config.ConfigurationException;
import io.quarkiverse.containerd.runtime.host.files.Fifo;

class InstallationFinderTest {

    @TempDir
    Path directory;

    @Test
    void certificatesOfRegistriesMustBeThere() throws Exception {
        Path there = Files.createFile(directory.resolve("there.crt"));
        Path missing = directory.resolve("missing.crt");

        refuses("registries.r.ca", Map.of("registries.r.ca", there + "," + missing), missing);
        refuses("registries.r.client-certificate", Map.of("registries.r.client-certificate", missing.toString()), missing);
        refuses("registries.r.mirrors[0].client-key", Map.of("registries.r.mirrors[0].url", "https://m",
                "registries.r.mirrors[0].client-certificate", there.toString(),
                "registries.r.mirrors[0].client-key", directory.toString()), directory);
    }

    @ParameterizedTest
    @ValueSource(strings = { "registries.r.ca", "cni.own-template", "tasks.rdt-config-file", "tasks.blockio-config-file",
            "runtimes.kata.base-runtime-spec", "grpc.tcp.tls-ca", "grpc.tcp.tls-cert", "grpc.tcp.tls-key",
            "cri.streaming.tls.cert-file", "cri.streaming.tls.key-file" })
    void filesThatContainerdReadsMustBeRegular(String key) throws Exception {
        Path fifo = directory.resolve("fifo");
        new Fifo(fifo, PosixFilePermissions.fromString("rw-------")).ensure();

        refuses(key, Map.of(key, fifo.toString()), fifo);
        refuses(key, Map.of(key, "/dev/zero"), Path.of("/dev/zero"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "run-directory", "root", "state", "temp", "cni.conf-dir", "cni.ipam-data-directory", "runsc.root",
            "registry-directory", "preseed.spool-directory", "overlayfs.root-path", "opt.path", "runtimes.kata.root",
            "runtime-v1.runtime-root" })
    void directoriesMustBeOurs(String key) throws Exception {
        Path open = Files.createDirectory(directory.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));

        refusesOpen(key, open.resolve("own"), open);
    }

    @ParameterizedTest
    @ValueSource(strings = { "config-file", "grpc.address", "ttrpc.address", "debug.address", "cni.template-file",
            "runsc.config-file", "runsc.wrapper-file", "runsc.fifo", "control.socket", "nri.socket-path" })
    void directoriesOfFilesMustBeOurs(String key) throws Exception {
        Path open = Files.createDirectory(directory.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));

        refusesOpen(key, open.resolve("file"), open);
    }

    @ParameterizedTest
    @ValueSource(strings = { "cni.bin-dir", "plugin-dir", "processes.kubelet.command", "nri.plugin-path",
            "nri.plugin-config-path",
            "cri.cdi.spec-dirs", "runtime-v1.shim", "runtime-v1.runtime", "runtimes.kata.shim", "runtimes.kata.binary-name",
            "runtimes.kata.cni-conf-dir" })
    void programsMustBeOurs(String key) throws Exception {
        Path open = Files.createDirectory(directory.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));

        refusesOpen(key, open.resolve("program"), open);
    }

    @Test
    void aCommandThatIsMalformedIsToldWithItsProcess() throws Exception {
        assertThat(find(Map.of("processes.kubelet.command", "sh -c 'unclosed"))).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = { "config-fragments", "cni.own-template", "runtimes.kata.base-runtime-spec",
            "tasks.rdt-config-file", "tasks.blockio-config-file" })
    void filesThatSayWhatRunsMustBeOurs(String key) throws Exception {
        Path file = Files.writeString(directory.resolve("file"), key.contains("runtimes") ? "{}" : "");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));

        refusesOpen(key, file, file);
    }

    @Test
    void anExecutableThatOthersCanChangeIsNotRun() throws Exception {
        Path ran = directory.resolve("ran");
        Path executable = Files.writeString(directory.resolve("containerd"), "#!/bin/sh\ntouch " + ran + "\n");
        Files.setPosixFilePermissions(executable, PosixFilePermissions.fromString("rwxrwxrwx"));

        InstallationFinder finder = new InstallationFinder(ConfigFixture.config(Map.of("executable", executable.toString())));
        assertThatThrownBy(finder::find).isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("quarkus.containerd.executable: " + executable + " can be written by everybody");
        Files.setPosixFilePermissions(executable, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setAttribute(executable, "unix:uid", 4711);
        assertThatThrownBy(finder::find).isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("quarkus.containerd.executable: " + executable + " belongs to user 4711");
        assertThat(ran).doesNotExist();
    }

    @Test
    void whoCanPutProgramsIntoThePathIsAWarning() throws Exception {
        Path open = Files.createDirectory(directory.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));

        assertThat(find(Map.of("path", open + ",/usr/sbin,/usr/bin," + directory.resolve("missing"))).rendering().warnings())
                .filteredOn(warning -> warning.startsWith("quarkus.containerd.path: ")).singleElement().asString()
                .contains(open + " can be written by everybody");
        assertThat(find(Map.of()).rendering().warnings()).noneMatch(warning -> warning.startsWith("quarkus.containerd.path: "));
    }

    @Test
    void whoCanReplaceACertificateIsAWarning() throws Exception {
        Path open = Files.createDirectory(directory.resolve("open"));
        Path ca = Files.writeString(open.resolve("ca.pem"), "");
        assertThat(find(Map.of("registries.r.ca", ca.toString())).rendering().warnings())
                .noneMatch(warning -> warning.contains("ca.pem"));

        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThat(find(Map.of("registries.r.ca", ca.toString())).rendering().warnings())
                .anyMatch(warning -> warning.startsWith("quarkus.containerd.registries.r.ca: ")
                        && warning.contains(open + " can be written by everybody"));
    }

    @Test
    void whoCanWriteToThePreseedDirectoryIsAWarning() throws Exception {
        Path open = Files.createDirectory(directory.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));

        assertThat(find(Map.of("preseed.directory", open.toString())).rendering().warnings())
                .anyMatch(warning -> warning.startsWith("quarkus.containerd.preseed.directory: ")
                        && warning.contains(open + " can be written by everybody"));
        assertThat(find(Map.of("preseed.directory", directory.toString())).rendering().warnings())
                .noneMatch(warning -> warning.contains("preseed"));
    }

    @Test
    void whatKeepsImagesFromOtherNodesIsAWarning() throws Exception {
        Path registries = Files.createDirectories(directory.resolve("certs.d"));
        Path without = Files.createDirectory(registries.resolve("without.test")).resolve("hosts.toml");
        Path with = Files.createDirectory(registries.resolve("with.test")).resolve("hosts.toml");
        Files.writeString(without, "server = 'https://x'");
        Files.writeString(with, "[host.'http://127.0.0.1:30020']");
        Map<String, String> keys = new HashMap<>(Map.of("registry-directory", registries.toString(),
                "cri.images.discard-unpacked-layers", "true"));
        assertThat(find(keys).rendering().warnings()).noneMatch(warning -> warning.contains("peer-mirror"));

        keys.put("peer-mirror", "http://127.0.0.1:30020");
        assertThat(find(keys).rendering().warnings()).filteredOn(warning -> warning.contains("peer-mirror"))
                .satisfiesExactly(
                        layers -> assertThat(layers).startsWith("quarkus.containerd.cri.images.discard-unpacked-layers is on"),
                        foreign -> assertThat(foreign).startsWith(without + " is somebody else's")
                                .contains("the images of without.test do not come from other nodes"));

        keys.remove("cri.images.discard-unpacked-layers");
        keys.put("toml.\"plugins.'io.containerd.grpc.v1.cri'.containerd.discard_unpacked_layers\"", "true");
        assertThat(find(keys).rendering().warnings()).anyMatch(warning -> warning.contains("discard_unpacked_layers")
                && warning.contains(" is on, so other nodes get no image"));
    }

    @Test
    void aRunscThatNoPodMayUseIsNotRun() throws Exception {
        Path calls = directory.resolve("calls");
        Path runsc = Files.writeString(directory.resolve("runsc"),
                "#!/bin/sh\necho x >>" + calls + "\necho runsc version release-20250101.0\n");
        Files.setPosixFilePermissions(runsc, PosixFilePermissions.fromString("rwxr-xr-x"));

        find(Map.of("path", directory.toString(), "runsc.enabled", "false"));
        assertThat(calls).doesNotExist();
        find(Map.of("path", directory.toString()));
        assertThat(calls).exists();
    }

    private void refusesOpen(String key, Path path, Path open) {
        Map<String, String> keys = new HashMap<>(Map.of(key, path.toString()));
        if (key.startsWith("runtimes.kata.")) {
            keys.put("runtimes.kata.type", "io.containerd.runc.v2");
        }
        assertThatThrownBy(() -> find(keys)).isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("quarkus.containerd." + key + ": " + open + " can be written by everybody")
                .hasMessageEndingWith(", or configure another path");
    }

    private Installation find(Map<String, String> keys) throws Exception {
        Map<String, String> all = new HashMap<>(keys);
        Path containerd = Files.writeString(directory.resolve("containerd"), "#!/bin/sh\n"
                + "[ \"$1\" = --version ] && echo containerd x v1.7.24 y || echo version = 2\n");
        Files.setPosixFilePermissions(containerd, PosixFilePermissions.fromString("rwxr-xr-x"));
        all.put("executable", containerd.toString());
        List.of("run-directory", "root", "state").forEach(key -> all.putIfAbsent(key, directory.resolve(key).toString()));
        return new InstallationFinder(ConfigFixture.config(all)).find();
    }

    private static void refuses(String key, Map<String, String> keys, Path file) {
        assertThatThrownBy(() -> new InstallationFinder(ConfigFixture.config(keys)).find())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("quarkus.containerd." + key + ": " + file + " is not a file that can be read");
    }
}
