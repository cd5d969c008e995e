package io.quarkiverse.containerd.runtime.documents;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.grpc.Status;
import io.quarkiverse.containerd.client.ContainerdException;
import io.quarkiverse.containerd.client.ContentStore;
import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.client.NamespaceClient;
import io.quarkiverse.containerd.runtime.oci.Descriptor;
import io.quarkiverse.containerd.runtime.oci.ImageException;
import io.quarkiverse.containerd.runtime.oci.ImageVariants;
import io.quarkiverse.containerd.runtime.oci.ImageVariants.Variant;
import io.quarkiverse.containerd.runtime.oci.JsonDocuments;

/**
 * What images consist of, by the digests of their targets: that cannot change, so that it is read once. Safe for use by several
 * threads.
 */
final class KnownVariants {

    private static final int MOST = 2000;
    private static final int DOCUMENT_BYTES = 4 << 20;
    private static final int JSON_DEPTH = 64;

    private final JsonDocuments json = new JsonDocuments(JSON_DEPTH);
    private final Map<Digest, List<Variant>> complete = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Digest, List<Variant>> eldest) {
            return size() > MOST;
        }
    };

    List<Variant> of(NamespaceClient namespace, Descriptor target) throws ImageException, IOException {
        synchronized (complete) {
            List<Variant> known = complete.get(target.digest());
            if (known != null) {
                return known;
            }
        }
        List<Variant> variants = new ImageVariants(json, blob -> read(namespace.content(), blob)).of(target);
        if (variants.stream().allMatch(variant -> variant.known() && variant.platform().isPresent())) {
            synchronized (complete) {
                complete.put(target.digest(), variants);
            }
        }
        return variants;
    }

    private static Optional<byte[]> read(ContentStore content, Descriptor blob) {
        try {
            return Optional.of(content.read(blob.digest(), DOCUMENT_BYTES));
        } catch (ContainerdException e) {
            if (e.code() == Status.Code.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
