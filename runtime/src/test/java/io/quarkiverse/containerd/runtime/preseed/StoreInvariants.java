package io.quarkiverse.containerd.runtime.preseed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.quarkiverse.containerd.client.BlobInfo;
import io.quarkiverse.containerd.client.ContainerdException;
import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.client.Ingest;
import io.quarkiverse.containerd.client.NamespaceClient;
import io.quarkiverse.containerd.client.StoredImage;
import io.quarkiverse.containerd.runtime.grpc.ConnectedContainerd;
import io.quarkiverse.containerd.runtime.grpc.stubs.leases.LeasesGrpc;
import io.quarkiverse.containerd.runtime.grpc.stubs.leases.ListRequest;

/** What must be true of a namespace whatever has happened to a preseed. */
public final class StoreInvariants {

    private static final int DOCUMENT = 1 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private StoreInvariants() {
    }

    /** Every image record points to content that is there, whole, down to the last layer. */
    public static void imagesAreWhole(NamespaceClient namespace) throws IOException {
        Map<String, BlobInfo> blobs = new HashMap<>();
        namespace.content().list().forEach(blob -> blobs.put(blob.digest().value(), blob));
        for (StoredImage image : namespace.images().list()) {
            walk(namespace, blobs, image.name(), image.target().digest(), image.target().size());
        }
    }

    private static void walk(NamespaceClient namespace, Map<String, BlobInfo> blobs, String path, String digest, long size)
            throws IOException {
        assertThat(blobs).as("content of image %s", path).containsKey(digest);
        assertThat(blobs.get(digest).size()).as("size of %s %s", path, digest).isEqualTo(size);
        JsonNode document = document(namespace, blobs.get(digest));
        for (String member : new String[] { "manifests", "config", "layers" }) {
            JsonNode children = document.path(member);
            for (JsonNode child : children.isArray() ? children : JSON.createArrayNode().add(children)) {
                if (child.has("digest")) {
                    walk(namespace, blobs, path + " " + member, child.path("digest").asText(), child.path("size").asLong());
                }
            }
        }
    }

    private static JsonNode document(NamespaceClient namespace, BlobInfo blob) throws IOException {
        boolean isText = blob.size() > 0 && namespace.content().head(blob, 1)[0] == '{';
        return isText ? JSON.readTree(namespace.content().read(blob.digest(), DOCUMENT)) : JSON.createObjectNode();
    }

    /** What a blob refers to is there: who finds it need not look for more. */
    static void parentsHaveTheirChildren(NamespaceClient namespace) {
        List<BlobInfo> blobs = namespace.content().list();
        Set<String> digests = blobs.stream().map(blob -> blob.digest().value()).collect(Collectors.toSet());
        for (BlobInfo blob : blobs) {
            blob.labels().forEach((label, child) -> {
                if (label.startsWith("containerd.io/gc.ref.content")) {
                    assertThat(digests).as("%s of %s", label, blob.digest()).contains(child);
                }
            });
        }
    }

    /** Every blob has the bytes that its digest promises; what the end of a lease has collected meanwhile is no blob. */
    static void blobsAreTrue(NamespaceClient namespace) {
        for (BlobInfo blob : namespace.content().list()) {
            try {
                byte[] bytes = namespace.content().read(blob.digest(), (int) blob.size());
                assertThat(Digest.of(bytes)).isEqualTo(blob.digest());
            } catch (ContainerdException e) {
                assertThat(namespace.content().info(blob.digest())).as(e.getMessage()).isEmpty();
            }
        }
    }

    /**
     * Every lease ends by itself within this time, and every ingest belongs to a lease.
     *
     * @param longest how long a lease may live
     */
    static void leftoversExpire(ConnectedContainerd containerd, NamespaceClient namespace, Duration longest) {
        NamespaceDump.collect(namespace);
        Map<String, String> leases = leaseExpiries(containerd, namespace.name());
        leases.forEach((lease, expiry) -> {
            assertThat(expiry).as("expiry of lease %s", lease).isNotEqualTo("never");
            assertThat(Instant.parse(expiry)).isBefore(Instant.now().plus(longest));
        });
        for (Ingest ingest : namespace.content().ingests()) {
            assertThat(leases.keySet()).as("lease of ingest %s", ingest.ref())
                    .anyMatch(lease -> ingest.ref().startsWith(lease + "-"));
        }
    }

    /** The leases: when each ends. */
    static Map<String, String> leaseExpiries(ConnectedContainerd containerd, String namespace) {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("containerd-namespace", Metadata.ASCII_STRING_MARSHALLER), namespace);
        Map<String, String> leases = new HashMap<>();
        LeasesGrpc.newBlockingStub(containerd.channel())
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                .list(ListRequest.getDefaultInstance()).getLeasesList()
                .forEach(lease -> leases.put(lease.getId(), lease.getLabelsOrDefault("containerd.io/gc.expire", "never")));
        return leases;
    }

    /** No file of the content directory is unfinished or belongs to no blob. */
    static void everyFileIsABlob(ConnectedContainerd containerd) throws IOException {
        Path content = containerd.client().contentDirectory().orElseThrow();
        Set<String> blobs = containerd.client().namespaces().stream().map(containerd.client()::namespace)
                .flatMap(namespace -> namespace.content().list().stream()).map(blob -> blob.digest().hex())
                .collect(Collectors.toSet());
        try (Stream<Path> files = Files.list(content.resolve("blobs/sha256"))) {
            assertThat(files.map(file -> file.getFileName().toString())).isSubsetOf(blobs);
        }
        assertThat(content.resolve("../io.quarkiverse.containerd.unfinished")).doesNotExist();
    }

    /** No lease and no ingest. */
    public static void nothingIsLeft(NamespaceClient namespace) {
        NamespaceDump.assertNothingIsLeft(namespace);
    }
}
