package io.quarkiverse.containerd.runtime.render.settings;

import java.util.List;
import java.util.Optional;

import io.quarkiverse.containerd.runtime.config.ConfigKeys;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.config.CriImagesConfig;
import io.quarkiverse.containerd.runtime.render.facts.ContainerdFacts;
import io.quarkiverse.containerd.runtime.render.facts.ContainerdVersion;
import io.quarkiverse.containerd.runtime.render.facts.VersionRange;

/**
 * The configuration, the host and the containerd that a configuration file is rendered for.
 *
 * @param config the configuration
 * @param adapted the values that depend on the host
 * @param containerd the containerd that will read the file
 * @param schema the version of the configuration schema to write
 */
public record RenderContext(ContainerdConfig config, HostAdaptations adapted, ContainerdFacts containerd, int schema) {

    private static final VersionRange TRANSFER_PULL = VersionRange.ALL.since("2.1");

    public static RenderContext of(ContainerdConfig config, HostAdaptations adapted, ContainerdFacts containerd) {
        return new RenderContext(config, adapted, containerd,
                config.configFile().version().orElse(containerd.configSchema()));
    }

    /** Returns the version of the containerd that will read the file. */
    public ContainerdVersion version() {
        return containerd.version();
    }

    /** Whether containerd will offer the CRI service, which since 2.0 it does with all of its plugins only. */
    public boolean criEnabled() {
        return criEnabled(config);
    }

    public static boolean criEnabled(ContainerdConfig config) {
        return !config.process().userNamespace() && config.plugins().disabled().orElse(List.of()).stream()
                .map(ContainerdSettings::fullName).noneMatch(ContainerdSettings.CRI_PLUGINS::contains);
    }

    /**
     * Whether the CRI plugin pulls images through the transfer service, which takes its settings from a section of its own. So
     * it does since containerd 2.1, unless something is configured that only the CRI plugin's own way of pulling can do.
     */
    boolean pullsByTransferService() {
        return TRANSFER_PULL.contains(version())
                && !config.cri().images().useLocalImagePull().orElseGet(() -> localPullReason().isPresent());
    }

    /** The key that only the CRI plugin's own way of pulling can satisfy; see {@code CheckLocalImagePullConfigs} there. */
    Optional<String> localPullReason() {
        CriImagesConfig images = config.cri().images();
        if (RegistryCredentials.anyIn(config.registries().byName())) {
            return Optional.of(ConfigKeys.key("registries"));
        }
        if (!images.disableSnapshotAnnotations().orElse(true)) {
            return Optional.of(ConfigKeys.key("cri.images.disable-snapshot-annotations"));
        }
        if (images.discardUnpackedLayers().orElse(false)) {
            return Optional.of(ConfigKeys.key("cri.images.discard-unpacked-layers"));
        }
        if (images.pullWithSyncFs().orElse(false)) {
            return Optional.of(ConfigKeys.key("cri.images.pull-with-sync-fs"));
        }
        return Optional.empty();
    }
}
