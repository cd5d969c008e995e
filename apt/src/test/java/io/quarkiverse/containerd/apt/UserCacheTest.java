package io.quarkiverse.containerd.apt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;

class UserCacheTest {

    private static final Path HOME = Path.of("/home/me");

    @Test
    void packagesAreKeptInTheCacheOfTheUser() {
        assertThat(cache(Map.of("XDG_CACHE_HOME", "/fast/cache", "HOME", "/h")))
                .isEqualTo(Path.of("/fast/cache/quarkus-containerd"));
        assertThat(cache(Map.of("XDG_CACHE_HOME", "relative", "HOME", "/h")))
                .isEqualTo(Path.of("/h/.cache/quarkus-containerd"));
        assertThat(cache(Map.of("XDG_CACHE_HOME", ""))).isEqualTo(HOME.resolve(".cache/quarkus-containerd"));
    }

    private static Path cache(Map<String, String> environment) {
        return UserCache.directory(environment, HOME);
    }
}
