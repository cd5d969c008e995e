package io.quarkiverse.containerd.runtime.content;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.jboss.logging.Logger;

import io.quarkiverse.containerd.client.BlobInfo;
import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.client.Digest;

/**
 * Blobs that are lost: containerd knows them, and does not notice that their files are missing, have another size, or have been
 * found to have other bytes. Safe for use by several threads.
 */
public final class LostBlobs {

    private static final Logger LOG = Logger.getLogger(LostBlobs.class);

    private static final int MOST_LINES = 10;

    private final Supplier<Optional<ContentDirectory>> finder;
    private final DamagedBlobs damaged;
    private final Set<Digest> logged = ConcurrentHashMap.newKeySet();
    /** Null before it is asked for. */
    private volatile Optional<ContentDirectory> files;

    public LostBlobs(ContainerdClient containerd) {
        this(() -> containerd);
    }

    /** @param containerd is asked once, when there is a containerd that answers */
    public LostBlobs(Supplier<ContainerdClient> containerd) {
        this(() -> ContentDirectory.of(containerd.get()), new DamagedBlobs());
    }

    LostBlobs(Supplier<Optional<ContentDirectory>> finder, DamagedBlobs damaged) {
        this.finder = finder;
        this.damaged = damaged;
    }

    /** Returns the digests of those whose files are missing or have another size; none if this process does not see files. */
    public Set<Digest> withoutFile(Collection<BlobInfo> blobs) {
        if (blobs.isEmpty() || files().isEmpty()) {
            return Set.of();
        }
        return blobs.stream().filter(blob -> !files().get().hasFile(blob.digest(), blob.size())).map(BlobInfo::digest)
                .collect(Collectors.toSet());
    }

    /** Returns the digests of all that are lost, and warns of those that are newly found to have lost their files. */
    public Set<Digest> among(Collection<BlobInfo> blobs) {
        Set<Digest> lost = withoutFile(blobs);
        List<Digest> news = lost.stream().filter(logged::add).toList();
        news.stream().limit(MOST_LINES).forEach(digest -> LOG.warnf("the file of blob %s in containerd's content directory is"
                + " missing or has another size; it is written again if an image archive has it", digest));
        if (news.size() > MOST_LINES) {
            LOG.warnf("the same goes for the files of %d more blobs", news.size() - MOST_LINES);
        }
        Set<Digest> all = new HashSet<>(lost);
        files().ifPresent(directory -> blobs.stream().filter(blob -> damaged.contain(blob, directory)).map(BlobInfo::digest)
                .forEach(all::add));
        return all;
    }

    private Optional<ContentDirectory> files() {
        Optional<ContentDirectory> known = files;
        if (known == null) {
            known = finder.get();
            files = known;
        }
        return known;
    }
}
