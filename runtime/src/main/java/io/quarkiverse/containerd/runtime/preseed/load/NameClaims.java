package io.quarkiverse.containerd.runtime.preseed.load;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.runtime.preseed.directory.PreseedArchive;

/**
 * The claims of archives to one name of an image, and the decision whose it is. Immutable: the owner depends on the claims
 * alone and not on their order.
 *
 * @param byRank the claims, one for each archive; the owner's is the last
 */
record NameClaims(List<Claim> byRank) {

    static final NameClaims NONE = new NameClaims(List.of());

    /** The archive of the sandbox image wins over all, a required one over others, and of these the last one by path. */
    private static final Comparator<Claim> RANK = Comparator.comparing(Claim::sandbox)
            .thenComparing(claim -> claim.archive().required()).thenComparing(claim -> claim.archive().file());

    NameClaims {
        byRank = List.copyOf(byRank);
    }

    /**
     * A claim of an archive.
     *
     * @param sandbox whether the archive brings the sandbox image
     * @param content the digest of its image of that name
     */
    record Claim(PreseedArchive archive, boolean sandbox, Digest content) {
    }

    boolean isEmpty() {
        return byRank.isEmpty();
    }

    /** Returns the claims with this one, which replaces an earlier one of the same archive. */
    NameClaims with(Claim claim) {
        return new NameClaims(Stream.concat(without(claim.archive().file()).byRank().stream(), Stream.of(claim))
                .sorted(RANK).toList());
    }

    /** Returns the claims without that of an archive. */
    NameClaims without(Path archive) {
        return new NameClaims(byRank.stream().filter(claim -> !claim.archive().file().equals(archive)).toList());
    }

    /** Returns the claim that wins; there must be one. */
    Claim owner() {
        return byRank.get(byRank.size() - 1);
    }

    /** Returns the claims to another content than the owner's. */
    List<Claim> losers() {
        return byRank.stream().filter(claim -> !claim.content().equals(owner().content())).toList();
    }

    /** Returns the reason why the owner wins over another archive. */
    String reason(Claim loser) {
        if (owner().sandbox() != loser.sandbox()) {
            return "it brings the sandbox image";
        }
        return owner().archive().required() != loser.archive().required() ? "it is required" : "its path is the last";
    }
}
