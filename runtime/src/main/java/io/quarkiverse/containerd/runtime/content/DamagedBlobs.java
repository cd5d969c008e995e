package io.quarkiverse.containerd.runtime.content;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
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
 * Blobs whose files do not have the bytes that their digests promise, which containerd does not notice. Safe for use by several
 * threads.
 */
public final class DamagedBlobs {

    private static final Logger LOG = Logger.getLogger(DamagedBlobs.class);

    private final Set<Digest> found = ConcurrentHashMap.newKeySet();

    /** A limit of the rate at which files are read. */
    @FunctionalInterface
    public interface Pace {

        /**
         * Waits until so many bytes may be read.
         *
         * @throws ClosedByInterruptException if the thread is interrupted
         */
        void await(long bytes) throws ClosedByInterruptException;

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
                    LOG.warnf("the file of blob %s in containerd's content directory is missing, cannot be read, or does not"
                            + " have the bytes of its digest; it is written again if an image archive has it", blob.digest());
                    repair.run();
                }
            }
        }
    }

    private boolean isNews(NamespaceClient namespace, BlobInfo blob, ContentDirectory files, Pace pace) throws IOException {
        // containerd forgets a blob that it collects before it deletes the file
        return !files.hasBytes(blob.digest(), blob.size(), pace) && namespace.content().info(blob.digest()).isPresent()
                && found.add(blob.digest());
    }

    /** Whether a blob was found to be damaged, and still is. */
    boolean contain(BlobInfo blob, ContentDirectory files) {
        if (!found.contains(blob.digest())) {
            return false;
        }
        try {
            if (files.hasBytes(blob.digest(), blob.size())) {
                found.remove(blob.digest());
                return false;
            }
        } catch (ClosedByInterruptException e) {
            LOG.debugf(e, "blob %s was not read", blob.digest());
        }
        return true;
    }
}
