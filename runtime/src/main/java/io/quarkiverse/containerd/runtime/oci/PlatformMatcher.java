package io.quarkiverse.containerd.runtime.oci;

import java.util.List;

/** Selects the platforms of an image. */
@FunctionalInterface
public interface PlatformMatcher {

    /** Whether images of this platform are wanted; the platform need not be normalized. */
    boolean matches(Platform platform);

    /** Selects every platform. */
    static PlatformMatcher all() {
        return platform -> true;
    }

    /**
     * Selects the platform and those that its processor runs as well, as containerd's {@code Only}: 386 on amd64, lower
     * variants of arm, arm on arm64.
     */
    static PlatformMatcher only(Platform platform) {
        return PlatformVector.of(platform)::contains;
    }

    /** Selects exactly this platform, after normalization. */
    static PlatformMatcher strict(Platform platform) {
        return new PlatformVector(List.of(Platforms.normalize(platform)))::contains;
    }

    /** Selects what containerd selects by default on this machine: {@link #only} of the machine's platform. */
    static PlatformMatcher host() {
        return only(Platforms.host());
    }

    /** The name that selects every platform in {@link #parse}. */
    String ALL = "all";

    /**
     * Selects exactly these platforms.
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
        return platform -> matchers.stream().anyMatch(matcher -> matcher.matches(platform));
    }
}
