package io.quarkiverse.containerd.runtime.render.validation;

import static io.quarkiverse.containerd.runtime.config.ConfigKeys.key;

import java.nio.file.FileSystems;
import java.util.List;
import java.util.Optional;
import java.util.regex.PatternSyntaxException;

import io.quarkiverse.containerd.runtime.config.ConfigurationException;
import io.quarkiverse.containerd.runtime.config.PreseedConfig;
import io.quarkiverse.containerd.runtime.config.PreseedLimitsConfig;
import io.quarkiverse.containerd.runtime.oci.PlatformMatcher;
import io.quarkiverse.containerd.runtime.render.settings.Require;

/** How image archives are loaded. */
final class PreseedValidation {

    /** zstd can be bounded to no smaller window, in bytes. */
    private static final int SMALLEST_WINDOW = 1024;
    private static final String LIST_SUFFIX = ".images";

    private PreseedValidation() {
    }

    static void check(PreseedConfig preseed) {
        globs(key("preseed.required"), preseed.required());
        for (String glob : preseed.required().orElse(List.of())) {
            if (glob.endsWith(LIST_SUFFIX)) {
                throw new ConfigurationException(key("preseed.required"), "'" + glob + "' chooses image lists, but images that"
                        + " come from the network are never required; leave it out");
            }
        }
        globs(key("preseed.unpack"), preseed.unpack());
        globs(key("preseed.pin"), preseed.pin());
        Require.positive(key("preseed.quiet-period"), preseed.quietPeriod());
        Require.positive(key("preseed.pull-timeout"), preseed.pullTimeout());
        Require.range(key("preseed.parallelism"), preseed.parallelism(), 1, 64);
        preseed.bandwidth().ifPresent(bandwidth -> Require.positive(key("preseed.bandwidth"), bandwidth));
        Require.positive(key("preseed.lease-expiry"), preseed.leaseExpiry());
        try {
            PlatformMatcher.parse(preseed.platforms().orElse(List.of()));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(key("preseed.platforms"), e.getMessage());
        }
        limits(preseed.limits());
    }

    private static void globs(String key, Optional<List<String>> globs) {
        for (String glob : globs.orElse(List.of())) {
            if (glob.startsWith("/")) {
                throw new ConfigurationException(key, "'" + glob + "' is absolute, but the globs are relative to "
                        + key("preseed.directory") + "; write k8s.io/*.tar");
            }
            try {
                FileSystems.getDefault().getPathMatcher("glob:" + glob);
            } catch (PatternSyntaxException e) {
                throw new ConfigurationException(key, "'" + glob + "' is not a glob: " + e.getDescription());
            }
        }
    }

    private static void limits(PreseedLimitsConfig limits) {
        Require.range(key("preseed.limits.entries"), limits.entries(), 1, Integer.MAX_VALUE);
        Require.size(key("preseed.limits.metadata"), limits.metadata(), 1);
        Require.size(key("preseed.limits.document"), limits.document(), 1);
        Require.range(key("preseed.limits.index-depth"), limits.indexDepth(), 1, 1000);
        Require.range(key("preseed.limits.json-depth"), limits.jsonDepth(), 1, 1000);
        Require.longSize(key("preseed.limits.holes"), limits.holes());
        Require.longSize(key("preseed.limits.decompressed"), limits.decompressed());
        Require.size(key("preseed.limits.window"), limits.window(), SMALLEST_WINDOW);
    }
}
