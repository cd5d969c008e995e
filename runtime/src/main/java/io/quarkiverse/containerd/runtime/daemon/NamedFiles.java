package io.quarkiverse.containerd.runtime.daemon;

import static io.quarkiverse.containerd.runtime.config.ConfigKeys.entry;
import static io.quarkiverse.containerd.runtime.config.ConfigKeys.key;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import io.quarkiverse.containerd.runtime.config.ConfigurationException;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.config.CriStreamingConfig;
import io.quarkiverse.containerd.runtime.config.GrpcConfig;
import io.quarkiverse.containerd.runtime.render.files.HostsDirectory;

/** The files that keys name and containerd reads. At anything but a regular file, such as a FIFO, containerd would hang. */
final class NamedFiles {

    private NamedFiles() {
    }

    /** @throws ConfigurationException naming the key of the first that is not a regular file, or cannot be read */
    static void requireReadable(ContainerdConfig config) {
        files(config).forEach((key, files) -> files.stream()
                .filter(file -> !Files.isRegularFile(file) || !Files.isReadable(file)).findFirst().ifPresent(file -> {
                    throw new ConfigurationException(key,
                            file + " is not a file that can be read; put it there, or correct the path");
                }));
    }

    private static Map<String, List<Path>> files(ContainerdConfig config) {
        Map<String, List<Path>> files = certificates(config);
        put(files, key("cni.own-template"), config.cni().ownTemplate().filter(template -> config.cni().enabled()));
        put(files, key("tasks.rdt-config-file"), config.tasks().rdtConfigFile());
        put(files, key("tasks.blockio-config-file"), config.tasks().blockioConfigFile());
        config.pods().runtimes().forEach(
                (name, handler) -> put(files, entry("runtimes", name) + ".base-runtime-spec", handler.baseRuntimeSpec()));
        return files;
    }

    /** Returns the certificates and keys, by the keys of the configuration that name them. */
    static Map<String, List<Path>> certificates(ContainerdConfig config) {
        Map<String, List<Path>> files = new TreeMap<>(HostsDirectory.certificates(config));
        GrpcConfig.Tcp tcp = config.grpc().tcp();
        put(files, key("grpc.tcp.tls-ca"), tcp.tlsCa());
        put(files, key("grpc.tcp.tls-cert"), tcp.tlsCert());
        put(files, key("grpc.tcp.tls-key"), tcp.tlsKey());
        CriStreamingConfig.Tls tls = config.cri().streaming().tls();
        put(files, key("cri.streaming.tls.cert-file"), tls.certFile());
        put(files, key("cri.streaming.tls.key-file"), tls.keyFile());
        return files;
    }

    private static void put(Map<String, List<Path>> files, String key, Optional<Path> file) {
        file.ifPresent(present -> files.put(key, List.of(present)));
    }
}
