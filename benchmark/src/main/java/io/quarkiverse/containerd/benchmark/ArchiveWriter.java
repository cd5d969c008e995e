package io.quarkiverse.containerd.benchmark;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.runtime.oci.Platform;
import io.quarkiverse.containerd.runtime.oci.Platforms;

/** Writes archives of one image. */
final class ArchiveWriter {

    private ArchiveWriter() {
    }

    /** Writes an OCI image layout. */
    static void ociLayout(Path target, String name, List<Layer> layers) throws IOException {
        byte[] config = config(layers);
        byte[] manifest = utf8("""
                {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":%s,"layers":[%s]}"""
                .formatted(descriptor("application/vnd.oci.image.config.v1+json", Digest.of(config), config.length),
                        join(layers, layer -> descriptor(
                                "application/vnd.oci.image.layer.v1.tar" + (layer.compressed() ? "+gzip" : ""),
                                layer.digest(), layer.size()))));
        String entry = descriptor("application/vnd.oci.image.manifest.v1+json", Digest.of(manifest), manifest.length);
        try (TarArchiveOutputStream tar = open(target)) {
            put(tar, "oci-layout", utf8("{\"imageLayoutVersion\":\"1.0.0\"}"));
            put(tar, "index.json", utf8("""
                    {"schemaVersion":2,"manifests":[%s,"annotations":{"io.containerd.image.name":"%s"}}]}"""
                    .formatted(entry.substring(0, entry.length() - 1), name)));
            put(tar, "blobs/sha256/" + Digest.of(manifest).hex(), manifest);
            put(tar, "blobs/sha256/" + Digest.of(config).hex(), config);
            for (Layer layer : layers) {
                put(tar, "blobs/sha256/" + layer.digest().hex(), layer);
            }
        }
    }

    /** Writes a docker archive. */
    static void docker(Path target, String name, List<Layer> layers) throws IOException {
        byte[] config = config(layers);
        String configName = Digest.of(config).hex() + ".json";
        try (TarArchiveOutputStream tar = open(target)) {
            put(tar, configName, config);
            for (Layer layer : layers) {
                put(tar, layer.digest().hex() + "/layer.tar", layer);
            }
            put(tar, "manifest.json", utf8("[{\"Config\":\"%s\",\"RepoTags\":[\"%s\"],\"Layers\":[%s]}]".formatted(configName,
                    name, join(layers, layer -> "\"" + layer.digest().hex() + "/layer.tar\""))));
        }
    }

    private static byte[] config(List<Layer> layers) {
        Platform host = Platforms.host();
        return utf8("{\"architecture\":\"%s\",\"os\":\"%s\",\"config\":{},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[%s]}}"
                .formatted(host.architecture(), host.os(), join(layers, layer -> "\"" + layer.diffId() + "\"")));
    }

    private static String descriptor(String mediaType, Digest digest, long size) {
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}".formatted(mediaType, digest, size);
    }

    private static String join(List<Layer> layers, Function<Layer, String> words) {
        return layers.stream().map(words).collect(Collectors.joining(","));
    }

    private static TarArchiveOutputStream open(Path target) throws IOException {
        return new TarArchiveOutputStream(new BufferedOutputStream(Files.newOutputStream(target), 1 << 20));
    }

    private static void put(TarArchiveOutputStream tar, String name, byte[] content) throws IOException {
        tar.putArchiveEntry(entry(name, content.length));
        tar.write(content);
        tar.closeArchiveEntry();
    }

    private static void put(TarArchiveOutputStream tar, String name, Layer layer) throws IOException {
        tar.putArchiveEntry(entry(name, layer.size()));
        Files.copy(layer.file(), tar);
        tar.closeArchiveEntry();
    }

    private static TarArchiveEntry entry(String name, long size) {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(size);
        entry.setModTime(0);
        return entry;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
