package io.quarkiverse.containerd.runtime.archive.plan;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.quarkiverse.containerd.runtime.oci.Descriptor;
import io.quarkiverse.containerd.runtime.oci.ImageRecord;
import io.quarkiverse.containerd.runtime.text.BoundedText;

/**
 * The records and blobs that an import of an archive needs.
 *
 * @param images the records to create, one per name, in order; empty if nothing in the archive has a name
 * @param notes what is to be known of its names, one sentence each
 * @param blobs the blobs that the records need, each digest once, a parent before its children
 * @param skipped blobs that are left out although their platform is selected: missing manifests of one platform,
 *        missing foreign layers
 */
public record ArchivePlan(List<ImageRecord> images, List<String> notes, List<PlannedBlob> blobs,
        List<Descriptor> skipped) {

    /** Returns the plan without the images of these names, and without the blobs that only they need. */
    public ArchivePlan without(Set<String> names) {
        if (images.stream().noneMatch(image -> names.contains(image.name()))) {
            return this;
        }
        List<ImageRecord> left = images.stream().filter(image -> !names.contains(image.name())).toList();
        Set<String> needed = reached(left);
        List<PlannedBlob> kept = blobs.stream().filter(blob -> needed.contains(blob.descriptor().digest().value())).toList();
        List<String> leftOut = names.stream()
                .map(name -> "image " + BoundedText.name(name) + " is left out: its name belongs to another archive")
                .toList();
        return new ArchivePlan(left, Stream.concat(notes.stream(), leftOut.stream()).toList(), kept, skipped);
    }

    /** Returns the digests that images lead to, by the labels for the garbage collection. */
    private Set<String> reached(List<ImageRecord> from) {
        Map<String, PlannedBlob> byDigest = blobs.stream()
                .collect(Collectors.toMap(blob -> blob.descriptor().digest().value(), Function.identity()));
        Set<String> reached = new HashSet<>();
        Deque<String> pending = new ArrayDeque<>();
        from.forEach(image -> pending.add(image.target().digest().value()));
        while (!pending.isEmpty()) {
            String digest = pending.remove();
            if (reached.add(digest) && byDigest.containsKey(digest)) {
                pending.addAll(byDigest.get(digest).labels().values());
            }
        }
        return reached;
    }

    /** Whether the archive brings an image that can be used here. */
    public boolean isUsable() {
        return images.stream().anyMatch(ImageRecord::selected);
    }
}
