package io.quarkiverse.containerd.runtime.oci;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.runtime.text.BoundedText;

/**
 * Walks images from their index entries to their layers, as containerd's import does, but before anything is written. For one
 * archive and one thread.
 */
public final class ImageWalk {

    private static final long MAX_DOCUMENT_BYTES = 64L * 1024 * 1024;
    private static final PlatformMatcher HOST = PlatformMatcher.host();
    /** The rank of an entry that this machine does not run. */
    private static final int NOT_HERE = Integer.MAX_VALUE;
    /** What all walks together may read: each document is read when its image is chosen, and when what it needs is listed. */
    private static final long MAX_READ_BYTES = 8 * MAX_DOCUMENT_BYTES;

    private final PlatformMatcher platforms;
    private final boolean strict;
    private final DocumentLimits limits;
    private final JsonDocuments documents;
    private long readBytes;

    /**
     * @param platforms selects the wanted entries of an index; an entry without a platform is always wanted
     * @param strict whether an absent manifest of one platform counts as missing instead of skipped
     * @param limits limits of the walk
     */
    public ImageWalk(PlatformMatcher platforms, boolean strict, DocumentLimits limits) {
        this.platforms = platforms;
        this.strict = strict;
        this.limits = limits;
        this.documents = new JsonDocuments(limits.jsonDepth());
    }

    /** Whether an entry is wanted. */
    public boolean selects(Descriptor entry) {
        return entry.platform().map(platforms::matches).orElse(true);
    }

    /**
     * Rejects an index without an entry for a wanted platform.
     *
     * @throws ImageException if no entry is selected
     */
    public void requireSelection(List<Descriptor> entries) throws ImageException {
        if (entries.stream().noneMatch(this::selects)) {
            throw new ImageException(nothingSelected(entries));
        }
    }

    /**
     * Walks the selected entries depth first.
     *
     * @throws ImageException if a document is unusable or a size differs from its descriptor
     * @throws IOException if the lookup fails
     */
    public Result walk(List<Descriptor> entries, ContentLookup lookup) throws ImageException, IOException {
        Pass pass = new Pass(lookup);
        for (Descriptor entry : entries) {
            if (selects(entry)) {
                pass.visit(entry, null, 0);
            }
        }
        return pass.result();
    }

    /** Whether a manifest's children, the configuration first, are not those of an image with a root file system. */
    private static boolean isArtifact(List<Descriptor> children) {
        return !MediaTypes.isImageConfig(children.get(0).mediaType())
                || children.size() > 1 && layers(children).isEmpty();
    }

    private static List<Descriptor> layers(List<Descriptor> children) {
        return children.stream().skip(1).filter(child -> MediaTypes.isLayer(child.mediaType())).toList();
    }

    /**
     * Chooses the entry that a name stands for: of those that can be used here the one of the best platform, and of those of
     * the same platform the last one. If none can be used, an entry for a wanted platform is preferred.
     *
     * @param entries the entries of the name, in order; not empty
     * @throws ImageException if a document is unusable or a size differs from its descriptor
     * @throws IOException if the lookup fails
     */
    public Descriptor choose(List<Descriptor> entries, ContentLookup lookup) throws ImageException, IOException {
        if (entries.size() == 1) {
            return entries.get(0);
        }
        List<Descriptor> wanted = bestFirst(entries);
        for (Descriptor entry : wanted) {
            Result result = walk(List.of(entry), lookup);
            if (result.absentDocuments().isEmpty() && !result.unmatched().contains(entry.digest())) {
                return entry;
            }
        }
        return wanted.isEmpty() ? entries.get(entries.size() - 1) : wanted.get(0);
    }

    /** Sorts the wanted entries, those whose platform only their configuration tells last. */
    private List<Descriptor> bestFirst(List<Descriptor> entries) {
        List<Descriptor> wanted = new ArrayList<>(entries.stream().filter(this::selects).toList());
        Collections.reverse(wanted);
        wanted.sort(Comparator.comparingInt(entry -> entry.platform().map(platforms::rank).orElse(Integer.MAX_VALUE)));
        return wanted;
    }

    private static String nothingSelected(List<Descriptor> roots) {
        if (roots.isEmpty()) {
            return "it lists no images, its index has no entries";
        }
        return "no entry of the index is for a wanted platform; it has "
                + BoundedText.names(roots.stream().flatMap(root -> root.platform().stream()).map(Platforms::format).distinct()
                        .sorted().toList());
    }

    /** Returns the rank of an entry on this machine; one without a platform comes after those that have one. */
    private static int hostRank(Descriptor entry) {
        int rank = entry.platform().map(HOST::rank).orElse(NOT_HERE - 1);
        return rank < 0 ? NOT_HERE : rank;
    }

    /** The outcome of a visit to a descriptor. */
    private enum Outcome {
        /** The descriptor leads to content of an image. */
        CONTENT,
        /** An image for another platform, or an index without a manifest for a wanted one. */
        UNMATCHED,
        /** The document is missing. */
        ABSENT
    }

    /** @param platform the platform that the entry in an index states */
    private record Visit(Digest digest, String mediaType, long size, Optional<Platform> platform) {

        /** Returns the visit to a descriptor. A record has no place for a platform, so that only an index' entry states one. */
        static Visit of(Descriptor descriptor, Descriptor parent) {
            return new Visit(descriptor.digest(), descriptor.mediaType(), descriptor.size(),
                    parent == null ? Optional.empty() : descriptor.platform());
        }
    }

    private final class Pass {

        private final ContentLookup lookup;
        private final Map<Visit, Outcome> visited = new HashMap<>();
        private final Map<Digest, Blob> blobs = new LinkedHashMap<>();
        private final Map<Digest, Descriptor> missing = new LinkedHashMap<>();
        private final Map<Digest, Descriptor> skipped = new LinkedHashMap<>();
        private final Set<Digest> unmatched = new LinkedHashSet<>();
        private final Map<Digest, ImageConfig> configs = new HashMap<>();

        private long documentBytes;

        Pass(ContentLookup lookup) {
            this.lookup = lookup;
        }

        Outcome visit(Descriptor descriptor, Descriptor parent, int depth) throws ImageException, IOException {
            Visit visit = Visit.of(descriptor, parent);
            Outcome known = visited.get(visit);
            if (known != null) {
                return known;
            }
            if (depth > limits.indexDepth()) {
                throw new ImageException("index " + parent.digest() + " is nested in more than " + limits.indexDepth()
                        + " levels of indexes" + DocumentLimits.key("index-depth"));
            }
            if (visited.size() >= limits.blobs()) {
                throw new ImageException("the images have more than " + limits.blobs() + " blobs"
                        + DocumentLimits.key("entries"));
            }
            Outcome outcome = Manifests.hasChildren(descriptor.mediaType()) ? document(descriptor, parent, depth, visit)
                    : leaf(descriptor, parent);
            visited.put(visit, outcome);
            return outcome;
        }

        private Outcome document(Descriptor descriptor, Descriptor parent, int depth, Visit visit)
                throws ImageException, IOException {
            Optional<byte[]> bytes = lookup.document(descriptor);
            if (bytes.isEmpty()) {
                if (parent == null || strict || descriptor.platform().isEmpty()) {
                    missing.put(descriptor.digest(), descriptor);
                } else {
                    skipped.put(descriptor.digest(), descriptor);
                }
                return Outcome.ABSENT;
            }
            checkSize(descriptor, bytes.get().length);
            count(bytes.get());
            List<Descriptor> children = new ArrayList<>();
            for (Descriptor child : Manifests.children(documents, descriptor, bytes.get())) {
                if (selects(child)) {
                    children.add(child);
                }
            }
            add(new Blob(descriptor, GcLabels.of(children), true));
            return MediaTypes.isIndex(descriptor.mediaType()) ? index(descriptor, children, depth)
                    : manifest(descriptor, children, depth, visit.platform());
        }

        private void count(byte[] document) throws ImageException {
            documentBytes += document.length;
            readBytes += document.length;
            if (documentBytes > MAX_DOCUMENT_BYTES || readBytes > MAX_READ_BYTES) {
                throw new ImageException("the indexes, manifests and configurations take more than " + MAX_DOCUMENT_BYTES
                        + " bytes" + DocumentLimits.FIXED);
            }
        }

        private Outcome manifest(Descriptor descriptor, List<Descriptor> children, int depth, Optional<Platform> stated)
                throws ImageException, IOException {
            for (Descriptor child : children) {
                visit(child, descriptor, depth + 1);
            }
            Optional<ImageConfig> config = isArtifact(children) ? Optional.empty() : config(children.get(0));
            if (config.isEmpty()) {
                return Outcome.CONTENT;
            }
            config.get().requireLayers(children.get(0), layers(children));
            if (stated.isPresent() || platforms.matches(config.get().platform())) {
                return Outcome.CONTENT;
            }
            unmatched.add(descriptor.digest());
            return Outcome.UNMATCHED;
        }

        /** Reads the configuration of an image; empty if it is missing. */
        private Optional<ImageConfig> config(Descriptor descriptor) throws ImageException, IOException {
            ImageConfig known = configs.get(descriptor.digest());
            if (known != null) {
                return Optional.of(known);
            }
            Optional<byte[]> bytes = lookup.document(descriptor);
            if (bytes.isEmpty()) {
                return Optional.empty();
            }
            count(bytes.get());
            ImageConfig config = ImageConfig.of(documents.stored("configuration " + descriptor.digest(), bytes.get(),
                    DocumentSchema.CONFIG));
            configs.put(descriptor.digest(), config);
            return Optional.of(config);
        }

        private Outcome index(Descriptor descriptor, List<Descriptor> children, int depth) throws ImageException, IOException {
            List<Descriptor> present = new ArrayList<>();
            List<Descriptor> absent = new ArrayList<>();
            for (Descriptor child : children) {
                switch (visit(child, descriptor, depth + 1)) {
                    case CONTENT -> present.add(child);
                    case ABSENT -> absent.add(child);
                    case UNMATCHED -> {
                    }
                }
            }
            if (!present.isEmpty()) {
                absent.stream().filter(child -> isChosenBefore(child, present))
                        .forEach(child -> missing.put(child.digest(), child));
                return Outcome.CONTENT;
            }
            absent.forEach(child -> missing.put(child.digest(), child));
            unmatched.add(descriptor.digest());
            return Outcome.UNMATCHED;
        }

        /**
         * Whether containerd would choose an entry before those that are present and can run here: it chooses the best one for
         * this machine, and tries no other if that is missing.
         */
        private boolean isChosenBefore(Descriptor absent, List<Descriptor> present) {
            int best = present.stream().mapToInt(ImageWalk::hostRank).min().orElseThrow();
            return best < NOT_HERE && absent.platform().isPresent() && hostRank(absent) < best;
        }

        private Outcome leaf(Descriptor descriptor, Descriptor parent) throws ImageException, IOException {
            OptionalLong size = lookup.size(descriptor);
            if (size.isPresent()) {
                checkSize(descriptor, size.getAsLong());
            } else if (MediaTypes.isForeignLayer(descriptor.mediaType())
                    || !strict && parent != null && MediaTypes.isIndex(parent.mediaType())) {
                skipped.put(descriptor.digest(), descriptor);
                return Outcome.ABSENT;
            } else {
                missing.put(descriptor.digest(), descriptor);
            }
            add(new Blob(descriptor, Map.of(), false));
            return Outcome.CONTENT;
        }

        /** Adds a blob, which may be a document for one parent and a plain blob for another. */
        private void add(Blob blob) {
            blobs.merge(blob.descriptor().digest(), blob, (first, second) -> {
                Map<String, String> labels = new TreeMap<>(first.labels());
                labels.putAll(second.labels());
                return new Blob(first.descriptor(), labels, first.document() || second.document());
            });
        }

        private void checkSize(Descriptor descriptor, long actual) throws ImageException {
            if (descriptor.size() != actual) {
                throw new ImageException("blob " + descriptor.digest() + " has " + actual + " bytes, but its descriptor ("
                        + descriptor.mediaType() + ") says " + descriptor.size());
            }
        }

        Result result() {
            skipped.keySet().removeAll(missing.keySet());
            return new Result(List.copyOf(blobs.values()), List.copyOf(missing.values()),
                    List.copyOf(skipped.values()), Set.copyOf(unmatched));
        }
    }

    /**
     * The result of a walk.
     *
     * @param blobs every blob the selected images need, once, a parent before its children, children in order
     * @param missing needed blobs that the lookup does not have; configurations and layers among them are also
     *        in {@code blobs}
     * @param skipped blobs that are left out although their platform is selected: missing manifests of one platform of an
     *        index, what else an index names, and missing foreign layers (which must not be distributed)
     * @param unmatched manifests whose configuration is for another platform, and indexes without a manifest for a wanted one
     */
    public record Result(List<Blob> blobs, List<Descriptor> missing, List<Descriptor> skipped,
            Set<Digest> unmatched) {

        /** Returns the needed indexes and manifests that are missing, without which nothing of an image can be known. */
        public List<Descriptor> absentDocuments() {
            Set<Digest> needed = blobs.stream().map(blob -> blob.descriptor().digest()).collect(Collectors.toSet());
            return missing.stream().filter(blob -> !needed.contains(blob.digest())).toList();
        }
    }

    /**
     * A blob that an image needs.
     *
     * @param descriptor the descriptor in its first parent
     * @param labels garbage collection labels that keep its children; empty for a blob without children
     * @param document whether this is an index or a manifest, whose bytes the lookup has verified
     */
    public record Blob(Descriptor descriptor, Map<String, String> labels, boolean document) {
    }
}
