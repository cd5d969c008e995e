package io.quarkiverse.containerd.runtime.oci;

import java.util.List;

/** Selects platforms of an image. */
@FunctionalInterface
public interface PlatformMatcher {

    /** Whether images for this platform are wanted; the platform need not be normalised. */
    boolean matches(Platform platform);

    /** Every platform. */
    static PlatformMatcher all() {
        return platform -> true;
    }

    /**
     * The platform and those that its processor runs as well, as containerd's {@code Only}: 386 on amd64, lower variants of
     * arm, arm on arm64.
     */
    static PlatformMatcher only(Platform platform) {
        return PlatformVector.of(platform)::contains;
    }

    /** Exactly this platform, after normalisation. */
    static PlatformMatcher strict(Platform platform) {
        return new PlatformVector(List.of(Platforms.normalise(platform)))::contains;
    }

    /** What containerd on this machine takes by default: {@link #only} of the machine's platform. */
    static PlatformMatcher host() {
        return only(Platforms.host());
    }

    /** The word that selects every platform in {@link #parse}. */
    String ALL = "all";

    /**
     * Exactly these platforms.
     *
     * @param platforms each as {@code os/architecture[/variant]}, or {@link #ALL}; empty for {@link #host}
     * @throws IllegalArgumentException if one has another form
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
