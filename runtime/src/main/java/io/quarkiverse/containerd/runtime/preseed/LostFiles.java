package io.quarkiverse.containerd.runtime.preseed;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.quarkiverse.containerd.client.BlobInfo;
import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.runtime.content.LostBlobs;
import io.quarkiverse.containerd.runtime.preseed.directory.PreseedArchive;

/** The look for blobs of archives that have been loaded whose files are lost since. For one thread. */
final class LostFiles {

    private static final String CHILD = "containerd.io/gc.ref.content";

    private final Supplier<ContainerdClient> client;
    private final LostBlobs blobs;
    /** What was lost when it was last looked at, by namespace: what no archive can bring again stays lost. */
    private Map<String, Set<Digest>> known = Map.of();

    LostFiles(Supplier<ContainerdClient> client) {
        this.client = client;
        this.blobs = new LostBlobs(client);
    }

    /**
     * Looks at the files of all blobs in the archives' namespaces.
     *
     * @return the archives with an image that needs a blob whose file has been lost since the last look
     */
    Set<PreseedArchive> newlyIn(Collection<ArchiveStatus> loaded) {
        Map<String, Set<Digest>> lost = new HashMap<>();
        Set<PreseedArchive> archives = new HashSet<>();
        loaded.stream().collect(Collectors.groupingBy(status -> status.archive().namespace())).forEach((name, statuses) -> {
            List<BlobInfo> stored = client.get().namespace(name).content().list();
            Set<Digest> now = blobs.withoutFile(stored);
            lost.put(name, now);
            Set<String> news = now.stream().filter(digest -> !known.getOrDefault(name, Set.of()).contains(digest))
                    .map(Digest::value).collect(Collectors.toSet());
            addParents(news, stored);
            statuses.stream().filter(status -> status.targets().anyMatch(target -> news.contains(target.value())))
                    .map(ArchiveStatus::archive).forEach(archives::add);
        });
        known = lost;
        return archives;
    }

    /** Adds what refers to any of the digests, and what refers to that. */
    private static void addParents(Set<String> digests, List<BlobInfo> stored) {
        boolean grown = !digests.isEmpty();
        while (grown) {
            grown = false;
            for (BlobInfo blob : stored) {
                grown |= refersToAny(blob, digests) && digests.add(blob.digest().value());
            }
        }
    }

    private static boolean refersToAny(BlobInfo blob, Set<String> digests) {
        return blob.labels().entrySet().stream()
                .anyMatch(label -> label.getKey().startsWith(CHILD) && digests.contains(label.getValue()));
    }
}
