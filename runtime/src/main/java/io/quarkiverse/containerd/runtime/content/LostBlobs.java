package io.quarkiverse.containerd.runtime.content;

import java.util.Collection;
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
        this(() -> ContentDirectory.of(containerd), new DamagedBlobs());
    }

    LostBlobs(Supplier<Optional<ContentDirectory>> finder, DamagedBlobs damaged) {
        this.finder = finder;
        this.damaged = damaged;
    }

    /** Returns the digests of those that are lost; none if this process does not see their files. Looks at each file once. */
    public Set<Digest> among(Collection<BlobInfo> blobs) {
        if (blobs.isEmpty() || files().isEmpty()) {
            return Set.of();
        }
        Set<Digest> lost = blobs.stream().filter(blob -> !files().get().hasFile(blob.digest(), blob.size()))
                .map(BlobInfo::digest).collect(Collectors.toSet());
        List<Digest> news = lost.stream().filter(logged::add).toList();
        news.stream().limit(MOST_LINES).forEach(digest -> LOG.warnf("the file of blob %s in containerd's content directory is"
                + " missing or has another size; it is written again if an image archive has it", digest));
        if (news.size() > MOST_LINES) {
            LOG.warnf("the same goes for the files of %d more blobs", news.size() - MOST_LINES);
        }
        blobs.stream().filter(blob -> damaged.contain(blob, files().get())).map(BlobInfo::digest).forEach(lost::add);
        return lost;
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
