package io.quarkiverse.containerd.runtime.oci;

import java.util.List;
import java.util.stream.IntStream;

/** Selects the platforms of an image. */
@FunctionalInterface
public interface PlatformMatcher {

    /** Returns the rank of a platform, 0 for the best; -1 if it is not wanted. The platform need not be normalized. */
    int rank(Platform platform);

    /** Whether images of this platform are wanted; the platform need not be normalized. */
    default boolean matches(Platform platform) {
        return rank(platform) >= 0;
    }

    /** Selects every platform. */
    static PlatformMatcher all() {
        return platform -> 0;
    }

    /**
     * Selects the platform and those that its processor runs as well, as containerd's {@code Only}: 386 on amd64, lower
     * variants of arm, arm on arm64.
     */
    static PlatformMatcher only(Platform platform) {
        return PlatformVector.of(platform)::rank;
    }

    /** Selects exactly this platform, after normalization. */
    static PlatformMatcher strict(Platform platform) {
        return new PlatformVector(List.of(Platforms.normalize(platform)))::rank;
    }

    /** Selects what containerd selects by default on this machine: {@link #only} of the machine's platform. */
    static PlatformMatcher host() {
        return only(Platforms.host());
    }

    /** The name that selects every platform in {@link #parse}. */
    String ALL = "all";

    /**
     * Selects exactly these platforms, the first one as the best.
     *
     * @param platforms each as {@code os/architecture[/variant]}, or {@link #ALL}; empty for {@link #host}
     * @throws IllegalArgumentException if one is malformed
     */
    static PlatformMatcher parse(List<String> platforms) {
        if (platforms.isEmpty()) {
            return host();
        }
        List<PlatformMatcher> matchers = platforms.stream()
                .map(platform -> platform.equals(ALL) ? all() : strict(Platforms.parse(platform))).toList();
        return platform -> IntStream.range(0, matchers.size()).filter(i -> matchers.get(i).matches(platform)).findFirst()
                .orElse(-1);
    }
}
