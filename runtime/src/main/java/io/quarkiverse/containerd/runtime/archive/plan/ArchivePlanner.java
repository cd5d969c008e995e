package io.quarkiverse.containerd.runtime.archive.plan;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.runtime.archive.ArchiveException;
import io.quarkiverse.containerd.runtime.archive.TransientArchiveException;
import io.quarkiverse.containerd.runtime.archive.layout.Archive;
import io.quarkiverse.containerd.runtime.archive.layout.ArchiveBlob;
import io.quarkiverse.containerd.runtime.archive.layout.ArchiveIndex;
import io.quarkiverse.containerd.runtime.archive.layout.DockerArchive;
import io.quarkiverse.containerd.runtime.archive.layout.OciArchive;
import io.quarkiverse.containerd.runtime.oci.ContentLookup;
import io.quarkiverse.containerd.runtime.oci.Descriptor;
import io.quarkiverse.containerd.runtime.oci.ImageException;
import io.quarkiverse.containerd.runtime.oci.ImageNames;
import io.quarkiverse.containerd.runtime.oci.ImageRecord;
import io.quarkiverse.containerd.runtime.oci.ImageWalk;
import io.quarkiverse.containerd.runtime.oci.Manifests;
import io.quarkiverse.containerd.runtime.oci.PlatformMatcher;
import io.quarkiverse.containerd.runtime.oci.RecordRules;
import io.quarkiverse.containerd.runtime.oci.RefTranslator;
import io.quarkiverse.containerd.runtime.text.BoundedText;

/** Plans the import of an archive before anything is written. Thread-safe. */
public final class ArchivePlanner {

    private final PlatformMatcher platforms;
    private final RefTranslator names;
    private final boolean strict;

    /**
     * @param platforms the wanted platforms
     * @param names translates {@code org.opencontainers.image.ref.name} annotations into image names
     * @param strict whether a missing manifest of a wanted platform is an error instead of skipped
     */
    public ArchivePlanner(PlatformMatcher platforms, RefTranslator names, boolean strict) {
        this.platforms = platforms;
        this.names = names;
        this.strict = strict;
    }

    /**
     * Plans the import of an archive. Documents are looked up in the archive, then in the store. Whether the store has a
     * configuration or a layer that the archive lacks is left to the caller, who asks for all blobs anyway.
     *
     * @param archive an open archive; the plan's content can be read until it is closed
     * @param rules the rules of the namespace that it is planned for
     * @throws ArchiveException if the archive's images cannot be used
     * @throws IOException if the store cannot be asked
     */
    public ArchivePlan plan(Archive archive, StoredContent store, RecordRules rules) throws IOException {
        try {
            ImageWalk walk = new ImageWalk(platforms, strict, archive.limits().documents());
            ArchiveImages images = images(archive, store);
            walk.requireSelection(images.entries());
            ContentLookup lookup = new ArchiveFirst(images, store);
            Map<String, Descriptor> targets = new LinkedHashMap<>();
            Map<String, List<Descriptor>> named = ImageNames.of(images.entries(), names, rules);
            archive.limits().requireNames(archive.path(), named.size());
            for (Map.Entry<String, List<Descriptor>> image : named.entrySet()) {
                targets.put(image.getKey(), walk.choose(image.getValue(), lookup));
            }
            ImageWalk.Result result = walk.walk(List.copyOf(targets.values()), lookup);
            refuseMissingDocuments(archive, result);
            List<String> unusable = rules.isForPods() ? unusable(targets, walk, result) : List.of();
            if (!unusable.isEmpty()) {
                targets.keySet().removeAll(unusable);
                result = walk.walk(List.copyOf(targets.values()), lookup);
            }
            for (Map.Entry<String, Descriptor> image : targets.entrySet()) {
                ImageNames.requireTarget(image.getKey(), image.getValue());
            }
            if (rules == RecordRules.KUBERNETES_WITH_DIGESTS) {
                addNamesByDigest(targets);
            }
            return new Draft(archive, images, walk, result, notes(unusable, targets, rules)).plan(targets);
        } catch (ImageException e) {
            throw new ArchiveException(archive.path(), null, e.getMessage(), e);
        }
    }

    private static List<String> unusable(Map<String, Descriptor> targets, ImageWalk walk, ImageWalk.Result result) {
        return targets.entrySet().stream()
                .filter(image -> !walk.selects(image.getValue()) || result.unmatched().contains(image.getValue().digest()))
                .map(Map.Entry::getKey).toList();
    }

    private static void addNamesByDigest(Map<String, Descriptor> targets) throws ImageException {
        for (Map.Entry<String, Descriptor> image : new LinkedHashMap<>(targets).entrySet()) {
            ImageNames.byDigest(image.getKey(), image.getValue().digest())
                    .ifPresent(name -> targets.putIfAbsent(name, image.getValue()));
        }
    }

    private static List<String> notes(List<String> unusable, Map<String, Descriptor> targets, RecordRules rules) {
        Stream<String> leftOut = unusable.stream()
                .map(name -> "image " + name + " is left out: the archive has it for other platforms only");
        Stream<String> incomplete = targets.keySet().stream()
                .filter(name -> rules.isForPods() && !ImageNames.isComplete(name))
                .map(name -> "image " + name + " cannot be used by a pod: its name is only a tag; give its entry in index.json"
                        + " the annotation io.containerd.image.name with a name such as docker.io/library/example:" + name);
        Stream<String> misnamed = targets.entrySet().stream()
                .filter(image -> rules.isForPods() && ImageNames.hasOtherDigest(image.getKey(), image.getValue().digest()))
                .map(image -> "image " + image.getKey() + " has the digest " + image.getValue().digest()
                        + ": a pod that names it by the other one gets what no registry would give it");
        return Stream.of(leftOut, incomplete, misnamed).flatMap(notes -> notes).toList();
    }

    private static ArchiveImages images(Archive archive, StoredContent store) throws ImageException, IOException {
        ArchiveIndex index = archive.index();
        if (index instanceof OciArchive oci) {
            return new OciImages(archive, oci);
        }
        return new DockerImages(archive, (DockerArchive) index, store);
    }

    private static void refuseMissingDocuments(Archive archive, ImageWalk.Result result) throws ArchiveException {
        List<Descriptor> lost = result.absentDocuments();
        if (!lost.isEmpty()) {
            throw missing(archive, lost);
        }
    }

    /** Returns the exception for blobs that are neither in an archive nor in the content store. */
    public static ArchiveException missing(Archive archive, List<Descriptor> blobs) {
        return new TransientArchiveException(archive.path(), null,
                "content not found, neither in the archive nor in the content store: " + BoundedText.names(blobs.stream()
                        .map(blob -> blob.digest() + " (" + blob.mediaType()
                                + archive.index().deadLink(blob.digest()).map(link -> "; its entry " + link).orElse("") + ")")
                        .toList()),
                null);
    }

    /** A plan being made. */
    private final class Draft {

        private final Archive archive;
        private final ArchiveImages images;
        private final ImageWalk walk;
        private final ImageWalk.Result result;
        private final List<String> notes;
        private final List<ImageRecord> records = new ArrayList<>();
        private final Map<Digest, PlannedBlob> blobs = new LinkedHashMap<>();
        private final List<Descriptor> skipped;

        Draft(Archive archive, ArchiveImages images, ImageWalk walk, ImageWalk.Result result, List<String> notes) {
            this.notes = notes;
            this.archive = archive;
            this.images = images;
            this.walk = walk;
            this.result = result;
            this.skipped = new ArrayList<>(result.skipped());
        }

        ArchivePlan plan(Map<String, Descriptor> targets) throws ImageException, IOException {
            for (ImageWalk.Blob walked : result.blobs()) {
                add(walked.descriptor(), walked.labels(), walked.document());
            }
            for (Map.Entry<String, Descriptor> image : targets.entrySet()) {
                record(image.getKey(), image.getValue());
            }
            return new ArchivePlan(List.copyOf(records), notes, List.copyOf(blobs.values()), List.copyOf(skipped));
        }

        /**
         * Adds the record of an image. One for another platform gets its record and its manifest, as with containerd, but
         * only if the manifest is in the archive.
         */
        private void record(String name, Descriptor target) throws ImageException, IOException {
            boolean selected = walk.selects(target);
            if (!selected && !blobs.containsKey(target.digest())) {
                boolean verified = Manifests.hasChildren(target.mediaType()) && images.document(target).isPresent();
                if (images.content(target).isEmpty()) {
                    skipped.add(target);
                    return;
                }
                add(target, Map.of(), verified);
            }
            records.add(new ImageRecord(name, target, selected && !result.unmatched().contains(target.digest())));
        }

        private void add(Descriptor descriptor, Map<String, String> labels, boolean verified) throws IOException {
            Optional<ArchiveBlob> found = images.blob(descriptor);
            blobs.put(descriptor.digest(), new PlannedBlob(descriptor, labels, images.content(descriptor),
                    !verified && found.map(ArchiveBlob::unverified).orElse(false), found.map(blob -> blob.file().name())));
        }
    }

    /** Looks up documents in the archive, then in the store. */
    private record ArchiveFirst(ArchiveImages images, StoredContent store) implements ContentLookup {

        @Override
        public Optional<byte[]> document(Descriptor descriptor) throws ImageException, IOException {
            Optional<byte[]> archived = images.document(descriptor);
            return archived.isPresent() ? archived : store.document(descriptor);
        }

        @Override
        public OptionalLong size(Descriptor descriptor) throws IOException {
            Optional<ArchiveBlob> blob = images.blob(descriptor);
            return blob.isPresent() ? OptionalLong.of(blob.get().size()) : OptionalLong.empty();
        }
    }
}
