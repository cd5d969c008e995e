package io.quarkiverse.containerd.runtime.preseed.load;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.quarkiverse.containerd.client.CriImages;
import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.preseed.LoadPlan;
import io.quarkiverse.containerd.runtime.archive.plan.ArchivePlan;
import io.quarkiverse.containerd.runtime.oci.ImageRecord;
import io.quarkiverse.containerd.runtime.preseed.directory.PreseedArchive;
import io.quarkiverse.containerd.runtime.text.BoundedText;

/**
 * The names that archives claim for their images, and whose each name is. A claim lasts until it is withdrawn, also beyond the
 * run in which it was made, so that an archive that has lost a name does not take it for a while in the next run. Safe for use
 * by several threads.
 */
public final class NameOwners {

    private final Optional<String> sandbox;
    private final Map<Name, NameClaims> names = new HashMap<>();
    /** The claims of each archive by its file. */
    private final Map<Path, ArchiveClaims> archives = new HashMap<>();

    private record Name(String namespace, String image) {
    }

    private record ArchiveClaims(PreseedArchive archive, Map<String, Digest> images) {
    }

    /** @param sandbox the name of the sandbox image's record; empty if it is not known */
    public NameOwners(Optional<String> sandbox) {
        this.sandbox = sandbox;
    }

    /**
     * Claims the names of a plan's images for an archive, as {@link #claim(PreseedArchive, Map)} does.
     *
     * @return the names that another archive brings with other content, and that are that one's so far
     */
    public Set<String> claim(PreseedArchive archive, LoadPlan plan) {
        return claim(archive, plan.images().stream()
                .collect(Collectors.toMap(LoadPlan.Image::name, image -> new Digest(image.digest()))));
    }

    Set<String> claim(PreseedArchive archive, ArchivePlan plan) {
        return claim(archive, plan.images().stream()
                .collect(Collectors.toMap(ImageRecord::name, image -> image.target().digest())));
    }

    /** Returns the plan of an archive, which is not feasible if names of its images are another one's. */
    public LoadPlan decide(PreseedArchive archive, LoadPlan plan) {
        return conflict(archive).map(conflict -> LoadPlans.failing(plan, conflict)).orElse(plan);
    }

    /**
     * Claims the names of an archive's images, instead of those that it claimed before.
     *
     * @return the names that another archive brings with other content, and that are that one's so far
     */
    synchronized Set<String> claim(PreseedArchive archive, Map<String, Digest> images) {
        ArchiveClaims claims = new ArchiveClaims(archive, Map.copyOf(images));
        if (!claims.equals(archives.get(archive.file()))) {
            remove(archive.file());
            archives.put(archive.file(), claims);
            boolean first = archive.namespace().equals(CriImages.NAMESPACE) && sandbox.filter(images::containsKey).isPresent();
            images.forEach((name, content) -> names.merge(new Name(archive.namespace(), name),
                    NameClaims.NONE.with(new NameClaims.Claim(archive, first, content)),
                    (known, added) -> known.with(added.owner())));
        }
        return lost(archive);
    }

    /** Whether a name is the archive's. Of several archives with the same content it is one's. */
    synchronized boolean owns(PreseedArchive archive, String name) {
        NameClaims claims = names.getOrDefault(new Name(archive.namespace(), name), NameClaims.NONE);
        return !claims.isEmpty() && claims.owner().archive().file().equals(archive.file());
    }

    /** Whether an archive claims a name. */
    public synchronized boolean isClaimed(String namespace, String name) {
        return names.containsKey(new Name(namespace, name));
    }

    /** Whether an archive claims a name for an image of this digest. */
    synchronized boolean isClaimed(String namespace, String name, String digest) {
        return names.getOrDefault(new Name(namespace, name), NameClaims.NONE).byRank().stream()
                .anyMatch(claim -> claim.content().value().equals(digest));
    }

    /** Whether an archive claims names that are not among these, and that no other archive brings with other content. */
    public synchronized boolean hasMoreThan(PreseedArchive archive, Set<String> brought) {
        Set<String> lost = lost(archive);
        return images(archive.file()).keySet().stream().anyMatch(name -> !brought.contains(name) && !lost.contains(name));
    }

    /** Returns the names that an archive claims, and that another archive brings with other content. */
    public synchronized Set<String> lost(PreseedArchive archive) {
        Set<String> lost = new LinkedHashSet<>();
        images(archive.file()).forEach((name, content) -> {
            if (!names.get(new Name(archive.namespace(), name)).owner().content().equals(content)) {
                lost.add(name);
            }
        });
        return lost;
    }

    /** Returns the other archives that have lost names to an archive. */
    public synchronized List<PreseedArchive> losers(PreseedArchive archive) {
        return images(archive.file()).keySet().stream().map(name -> names.get(new Name(archive.namespace(), name)))
                .filter(claims -> claims.owner().archive().file().equals(archive.file()))
                .flatMap(claims -> claims.losers().stream()).map(NameClaims.Claim::archive).distinct()
                .sorted(Comparator.comparing(PreseedArchive::file)).toList();
    }

    /** Returns a sentence on the names that an archive has lost; empty if it has lost none. */
    public synchronized Optional<String> conflict(PreseedArchive archive) {
        List<String> lost = lost(archive).stream().sorted().toList();
        if (lost.isEmpty()) {
            return Optional.empty();
        }
        NameClaims claims = names.get(new Name(archive.namespace(), lost.get(0)));
        NameClaims.Claim loser = claims.losers().stream().filter(claim -> claim.archive().file().equals(archive.file()))
                .findFirst().orElseThrow();
        return Optional.of("image " + BoundedText.name(lost.get(0)) + " is in " + archive.path()
                + " and, with other content, in "
                + claims.owner().archive().path() + ", which wins because " + claims.reason(loser) + ": remove one of them"
                + (lost.size() == 1 ? "" : "; " + (lost.size() - 1) + " more of its names belong to other archives"));
    }

    /**
     * Withdraws the claims of archives.
     *
     * @return the other archives that claim one of these names, and may have won it now
     */
    public synchronized Set<PreseedArchive> withdraw(Collection<PreseedArchive> withdrawn) {
        return withdraw(withdrawn.stream().map(PreseedArchive::file).toList());
    }

    /**
     * Withdraws the claims of archives that have gone or have changed.
     *
     * @param present the archives that there are
     * @return the other archives that claim one of these names, and may have won it now
     */
    public synchronized Set<PreseedArchive> retain(Collection<PreseedArchive> present) {
        Set<PreseedArchive> known = Set.copyOf(present);
        return withdraw(archives.values().stream().map(ArchiveClaims::archive).filter(archive -> !known.contains(archive))
                .map(PreseedArchive::file).toList());
    }

    private Set<PreseedArchive> withdraw(List<Path> files) {
        List<Name> freed = new ArrayList<>();
        files.forEach(file -> freed.addAll(remove(file)));
        return freed.stream().flatMap(name -> names.getOrDefault(name, NameClaims.NONE).byRank().stream())
                .map(NameClaims.Claim::archive).collect(Collectors.toSet());
    }

    private List<Name> remove(Path file) {
        ArchiveClaims claims = archives.remove(file);
        if (claims == null) {
            return List.of();
        }
        List<Name> freed = claims.images().keySet().stream().map(image -> new Name(claims.archive().namespace(), image))
                .toList();
        freed.forEach(name -> names.computeIfPresent(name, (same, known) -> {
            NameClaims left = known.without(file);
            return left.isEmpty() ? null : left;
        }));
        return freed;
    }

    private Map<String, Digest> images(Path file) {
        ArchiveClaims claims = archives.get(file);
        return claims == null ? Map.of() : claims.images();
    }
}
