package io.quarkiverse.containerd.runtime.preseed.load;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The images that archives are known to have brought, now or earlier, so that those of others can be told from them: an image
 * record does not say who has made it. Safe for use by several threads.
 */
public final class BroughtImages {

    private final NameOwners owners;
    private final Map<Name, Set<String>> digests = new HashMap<>();

    private record Name(String namespace, String image) {
    }

    /** @param owners knows what the archives that are there now bring */
    public BroughtImages(NameOwners owners) {
        this.owners = owners;
    }

    /** Adds what earlier runs, also those of an earlier daemon, have noted of archives. */
    public void add(MemoFile memos) {
        memos.noted().forEach((archive, plan) -> plan.images().forEach(image -> add(
                new Name(archive.getParent().getFileName().toString(), image.name()), image.target().digest().value())));
    }

    private synchronized void add(Name name, String digest) {
        digests.computeIfAbsent(name, first -> new HashSet<>()).add(digest);
    }

    /** Notes that a name has been given to the image of an archive. */
    synchronized void written(String namespace, String image, String digest) {
        digests.put(new Name(namespace, image), new HashSet<>(Set.of(digest)));
    }

    boolean contains(String namespace, String image, String digest) {
        return owners.isClaimed(namespace, image, digest) || isKnown(new Name(namespace, image), digest);
    }

    private synchronized boolean isKnown(Name name, String digest) {
        return digests.getOrDefault(name, Set.of()).contains(digest);
    }
}
