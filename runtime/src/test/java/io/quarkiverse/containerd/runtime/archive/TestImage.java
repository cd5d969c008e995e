package io.quarkiverse.containerd.runtime.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;

import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.runtime.oci.MediaTypes;

/** Bytes of images, the same on every machine. */
public final class TestImage {

    static final String OCI_LAYER_GZIP = "application/vnd.oci.image.layer.v1.tar+gzip";
    public static final String LAYOUT = "{\"imageLayoutVersion\":\"1.0.0\"}";

    private TestImage() {
    }

    /** A layer with one file. */
    public static byte[] layer(String name, String text) {
        return new TarWriter().file(name, text).end().bytes();
    }

    public static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    public static byte[] config(String architecture, byte[]... plainLayers) {
        List<String> diffIds = new ArrayList<>();
        for (byte[] layer : plainLayers) {
            diffIds.add("\"" + Digest.of(layer) + "\"");
        }
        return ("{\"architecture\":\"" + architecture + "\",\"os\":\"linux\",\"config\":{\"Cmd\":[\"/x\"]},"
                + "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[" + String.join(",", diffIds) + "]}}").getBytes(UTF_8);
    }

    public static String descriptor(String mediaType, byte[] blob) {
        return descriptor(mediaType, blob, "");
    }

    /** @param more further JSON members, each with a comma before it */
    public static String descriptor(String mediaType, byte[] blob, String more) {
        return "{\"mediaType\":\"" + mediaType + "\",\"digest\":\"" + Digest.of(blob) + "\",\"size\":" + blob.length + more
                + "}";
    }

    public static String name(String name) {
        return ",\"annotations\":{\"io.containerd.image.name\":\"" + name + "\"}";
    }

    public static String platform(String architecture) {
        return ",\"platform\":{\"os\":\"linux\",\"architecture\":\"" + architecture + "\"}";
    }

    public static byte[] manifest(byte[] config, byte[]... gzipLayers) {
        return manifest(OCI_LAYER_GZIP, config, gzipLayers);
    }

    public static byte[] manifest(String layerType, byte[] config, byte[]... layers) {
        return ("{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.OCI_MANIFEST + "\",\"config\":"
                + descriptor(MediaTypes.OCI_CONFIG, config) + ",\"layers\":["
                + List.of(layers).stream().map(layer -> descriptor(layerType, layer)).collect(Collectors.joining(","))
                + "]}").getBytes(UTF_8);
    }

    public static byte[] index(String... descriptors) {
        return ("{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.OCI_INDEX + "\",\"manifests\":["
                + String.join(",", descriptors) + "]}").getBytes(UTF_8);
    }

    public static String blobName(byte[] blob) {
        return "blobs/sha256/" + Digest.of(blob).hex();
    }

    /** An OCI layout that is not ended, so that a test can add to it. */
    public static TarWriter layout(byte[] indexJson, byte[]... blobs) {
        TarWriter tar = new TarWriter().file("oci-layout", LAYOUT).file("index.json", indexJson);
        for (byte[] blob : blobs) {
            tar.file(blobName(blob), blob);
        }
        return tar;
    }

    public static String dockerManifest(String config, List<String> tags, List<String> layers) {
        return "[{\"Config\":\"" + config + "\",\"RepoTags\":[" + quoted(tags) + "],\"Layers\":[" + quoted(layers) + "]}]";
    }

    private static String quoted(List<String> texts) {
        return texts.stream().map(text -> "\"" + text + "\"").collect(Collectors.joining(","));
    }
}
