package io.quarkiverse.containerd.runtime.archive.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.quarkiverse.containerd.runtime.oci.DockerReference;
import io.quarkiverse.containerd.runtime.oci.ImageException;
import io.quarkiverse.containerd.runtime.oci.ImageNames;
import io.quarkiverse.containerd.runtime.oci.ImageRecord;

/**
 * The labels that name the repositories which a blob comes from. containerd sets them when it pulls, and an import of an
 * archive does not; mirrors that nodes have for each other find by them what a node has.
 */
public final class DistributionSources {

    /** The beginning of the label of a registry, whose value is a list of repositories. */
    private static final String LABEL = "containerd.io/distribution.source.";
    private static final String SEPARATOR = ",";
    /** The longest label that containerd takes, key and value together. */
    private static final int LONGEST = 4096;

    private DistributionSources() {
    }

    /** Returns a plan whose blobs also have the labels of the repositories of the images that need them. */
    static ArchivePlan label(ArchivePlan plan) {
        Map<String, PlannedBlob> blobs = plan.blobs().stream()
                .collect(Collectors.toMap(blob -> blob.descriptor().digest().value(), Function.identity()));
        Map<String, Map<String, String>> sources = new HashMap<>();
        for (ImageRecord image : plan.images()) {
            label(image.name()).ifPresent(label -> reachable(image, blobs).forEach(digest -> {
                Map<String, String> own = sources.computeIfAbsent(digest, first -> new TreeMap<>());
                own.putAll(lacking(own, label));
            }));
        }
        return new ArchivePlan(plan.images(), plan.notes(), plan.blobs().stream()
                .map(blob -> with(blob, sources.getOrDefault(blob.descriptor().digest().value(), Map.of()))).toList(),
                plan.skipped());
    }

    /** Returns the label of an image's repository; empty if its name has none. */
    private static Optional<Map<String, String>> label(String image) {
        if (!ImageNames.isComplete(image)) {
            return Optional.empty();
        }
        try {
            String repository = DockerReference.parse(image).repository();
            int slash = repository.indexOf('/');
            return Optional.of(Map.of(LABEL + host(repository.substring(0, slash)), repository.substring(slash + 1)));
        } catch (ImageException e) {
            return Optional.empty();
        }
    }

    /** Returns a registry's host without port and brackets, as containerd has it in the label. */
    private static String host(String registry) {
        return registry.startsWith("[") ? registry.substring(1, registry.indexOf(']'))
                : registry.replaceFirst(":\\d+$", "");
    }

    /** Finds an image's blobs by the labels for the garbage collection, which lead from parents to children. */
    private static Set<String> reachable(ImageRecord image, Map<String, PlannedBlob> blobs) {
        Set<String> reached = new HashSet<>(List.of(image.target().digest().value()));
        List<String> pending = new ArrayList<>(reached);
        while (!pending.isEmpty()) {
            PlannedBlob blob = blobs.get(pending.remove(pending.size() - 1));
            if (blob != null) {
                blob.labels().values().stream().filter(reached::add).forEach(pending::add);
            }
        }
        return reached;
    }

    private static PlannedBlob with(PlannedBlob blob, Map<String, String> sources) {
        Map<String, String> labels = new TreeMap<>(blob.labels());
        labels.putAll(sources);
        return new PlannedBlob(blob.descriptor(), labels, blob.content(), blob.unverified(), blob.entry());
    }

    /**
     * Returns the labels to set on a blob so that it has all that it needs. Repositories that it has from elsewhere stay; those
     * for which a label has no room are left out, as containerd does it.
     *
     * @param stored the labels that it has
     * @param needed the labels that it needs
     */
    public static Map<String, String> lacking(Map<String, String> stored, Map<String, String> needed) {
        Map<String, String> lacking = new TreeMap<>();
        needed.forEach((key, value) -> {
            String present = stored.getOrDefault(key, "");
            String all = key.startsWith(LABEL) ? union(key, present, value) : value;
            if (!all.equals(present)) {
                lacking.put(key, all);
            }
        });
        return lacking;
    }

    private static String union(String key, String present, String more) {
        if (present.isEmpty()) {
            return more;
        }
        Set<String> repositories = new TreeSet<>(List.of(present.split(SEPARATOR)));
        if (!repositories.addAll(Arrays.asList(more.split(SEPARATOR)))) {
            return present;
        }
        String all = String.join(SEPARATOR, repositories);
        return key.length() + all.length() > LONGEST ? present : all;
    }
}
