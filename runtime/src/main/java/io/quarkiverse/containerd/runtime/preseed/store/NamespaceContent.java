package io.quarkiverse.containerd.runtime.preseed.store;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import io.grpc.Status;
import io.quarkiverse.containerd.client.BlobInfo;
import io.quarkiverse.containerd.client.ContainerdException;
import io.quarkiverse.containerd.client.ContentStore;
import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.runtime.archive.plan.StoredContent;
import io.quarkiverse.containerd.runtime.oci.Descriptor;
import io.quarkiverse.containerd.runtime.oci.MediaTypes;

/** The content store of a namespace, as plans of archives see it. */
public final class NamespaceContent implements StoredContent {

    private static final String UNCOMPRESSED = "containerd.io/uncompressed";

    /** The bytes that containerd looks at to distinguish a plain layer from a compressed one. */
    private static final int SNIFF = 10;

    private final ContentStore content;
    private final int documentBytes;
    private final Supplier<Collection<BlobInfo>> blobs;
    private Map<String, BlobInfo> layers;

    public NamespaceContent(ContentStore content, int documentBytes) {
        this(content, documentBytes, () -> content.listByLabel(UNCOMPRESSED));
    }

    /** @param blobs the blobs among which layers are looked for, as they are known already */
    public NamespaceContent(ContentStore content, int documentBytes, Supplier<Collection<BlobInfo>> blobs) {
        this.content = content;
        this.documentBytes = documentBytes;
        this.blobs = blobs;
    }

    @Override
    public Optional<byte[]> document(Descriptor descriptor) {
        try {
            return Optional.of(content.read(descriptor.digest(), documentBytes));
        } catch (ContainerdException e) {
            if (e.code() == Status.Code.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public Optional<Descriptor> layer(Digest diffId) {
        BlobInfo layer = layers().get(diffId.value());
        return layer == null ? Optional.empty()
                : Optional.of(new Descriptor(mediaType(layer), layer.digest(), layer.size(), Map.of(), Optional.empty()));
    }

    /** Returns layers by diff_id. Of several with the same the last by digest wins, as in containerd's client. */
    private Map<String, BlobInfo> layers() {
        if (layers == null) {
            layers = new HashMap<>();
            blobs.get().stream().filter(blob -> blob.labels().containsKey(UNCOMPRESSED))
                    .sorted(Comparator.comparing(blob -> blob.digest().value()))
                    .forEach(blob -> layers.put(blob.labels().get(UNCOMPRESSED), blob));
        }
        return layers;
    }

    private String mediaType(BlobInfo layer) {
        byte[] start = content.head(layer, SNIFF);
        if (starts(start, 0x1f, 0x8b, 0x08)) {
            return MediaTypes.DOCKER_LAYER_GZIP;
        }
        return starts(start, 0x28, 0xb5, 0x2f, 0xfd) ? MediaTypes.OCI_LAYER_ZSTD : MediaTypes.DOCKER_LAYER;
    }

    private static boolean starts(byte[] bytes, int... magic) {
        if (bytes.length < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((bytes[i] & 0xff) != magic[i]) {
                return false;
            }
        }
        return true;
    }
}
