package io.quarkiverse.containerd.runtime.content;

import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jboss.logging.Logger;

import io.quarkiverse.containerd.client.BlobInfo;
import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.client.NamespaceClient;

/**
 * Blobs whose files have other bytes than their digests say, which containerd does not notice. Safe for use by several threads.
 */
public final class DamagedBlobs {

    private static final Logger LOG = Logger.getLogger(DamagedBlobs.class);

    private final Set<Digest> found = ConcurrentHashMap.newKeySet();

    /** A limit of the rate at which files are read. */
    @FunctionalInterface
    public interface Pace {

        /** Waits until so many bytes may be read. */
        void await(long bytes) throws IOException;

        /** Returns one that never waits. */
        static Pace none() {
            return bytes -> {
            };
        }
    }

    /**
     * Compares the files of all blobs with their digests, and warns of those that are newly found to be damaged.
     *
     * @param repair is called when one has been found
     * @throws IOException if the thread is interrupted
     * @throws io.quarkiverse.containerd.client.ContainerdException if containerd fails
     */
    public void look(ContainerdClient containerd, Pace pace, Runnable repair) throws IOException {
        Optional<ContentDirectory> files = ContentDirectory.of(containerd);
        if (files.isEmpty()) {
            return;
        }
        Set<Digest> seen = new HashSet<>();
        for (String name : containerd.namespaces()) {
            NamespaceClient namespace = containerd.namespace(name);
            for (BlobInfo blob : namespace.content().list()) {
                if (seen.add(blob.digest()) && isNews(namespace, blob, files.get(), pace)) {
                    LOG.warnf(
                            "the bytes of blob %s in containerd's content directory are not those of its digest; it is written"
                                    + " again if an image archive has it",
                            blob.digest());
                    repair.run();
                }
            }
        }
    }

    private boolean isNews(NamespaceClient namespace, BlobInfo blob, ContentDirectory files, Pace pace) throws IOException {
        // a file that is missing is found at every pass, and one that goes meanwhile is of a blob that is collected
        return files.hasFile(blob.digest(), blob.size()) && !files.hasBytes(blob.digest(), blob.size(), pace)
                && files.hasFile(blob.digest(), blob.size()) && namespace.content().info(blob.digest()).isPresent()
                && found.add(blob.digest());
    }

    /** Whether a blob was found to be damaged, and still is. */
    boolean contain(BlobInfo blob, ContentDirectory files) {
        if (!found.contains(blob.digest())) {
            return false;
        }
        try {
            if (files.hasBytes(blob.digest(), blob.size(), Pace.none())) {
                found.remove(blob.digest());
                return false;
            }
        } catch (IOException e) {
            LOG.debugf(e, "blob %s cannot be read", blob.digest());
        }
        return true;
    }
}
