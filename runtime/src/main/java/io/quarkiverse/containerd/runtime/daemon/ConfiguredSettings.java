package io.quarkiverse.containerd.runtime.daemon;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import io.quarkiverse.containerd.runtime.archive.ArchiveLimits;
import io.quarkiverse.containerd.runtime.archive.plan.ArchiveSettings;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.config.PreseedConfig;
import io.quarkiverse.containerd.runtime.config.PreseedLimitsConfig;
import io.quarkiverse.containerd.runtime.config.SupervisorConfig;
import io.quarkiverse.containerd.runtime.oci.DockerReference;
import io.quarkiverse.containerd.runtime.oci.ImageException;
import io.quarkiverse.containerd.runtime.preseed.settings.FollowSettings;
import io.quarkiverse.containerd.runtime.preseed.settings.ImageSettings;
import io.quarkiverse.containerd.runtime.preseed.settings.ImportSettings;
import io.quarkiverse.containerd.runtime.preseed.settings.NameSettings;
import io.quarkiverse.containerd.runtime.preseed.settings.PreseedSettings;
import io.quarkiverse.containerd.runtime.preseed.settings.RetrySettings;
import io.quarkiverse.containerd.runtime.render.Rendering;
import io.quarkiverse.containerd.runtime.supervisor.SupervisorSettings;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.scheduler.common.runtime.util.SchedulerUtils;

/** Configuration as settings of the parts below. */
final class ConfiguredSettings {

    /** In containerd's root, so that it goes when the content goes. */
    private static final String MEMOS = "quarkus-containerd-preseed.json";

    private ConfiguredSettings() {
    }

    /** Returns the file of the memos of archives. */
    static Path memos(ContainerdConfig config) {
        return config.directories().root().resolve(MEMOS);
    }

    static SupervisorSettings supervisor(SupervisorConfig supervisor) {
        return new SupervisorSettings(supervisor.initialBackoff(), supervisor.multiplier(), supervisor.jitter(),
                supervisor.maxBackoff(), supervisor.resetAfter(), supervisor.cancelTimeout());
    }

    /** Returns settings to plan with, where no containerd is known and nothing may be written. */
    static PreseedSettings planning(ContainerdConfig config, Path directory) {
        PreseedConfig preseed = config.preseed();
        return new PreseedSettings(directory, preseed.required().orElse(List.of()), archives(config),
                new ImportSettings(preseed.parallelism(), preseed.leaseExpiry(), OptionalLong.empty(), Optional.empty(), true,
                        preseed.diskReserve()),
                new ImageSettings(preseed.unpack().orElse(List.of()), preseed.pin().orElse(List.of()), false,
                        preseed.snapshotter().orElse(config.pods().snapshotter())),
                FollowSettings.none(), new RetrySettings(preseed.pullTimeout(), supervisor(config.supervisor())),
                new NameSettings(config.pods().sandboxImage().flatMap(ConfiguredSettings::recordName),
                        preseed.sandboxImageRequired(), preseed.allowedNames()));
    }

    private static ArchiveSettings archives(ContainerdConfig config) {
        PreseedConfig preseed = config.preseed();
        return new ArchiveSettings(limits(preseed.limits()), preseed.spoolDirectory(), preseed.platforms().orElse(List.of()),
                preseed.strictPlatforms(), preseed.digestNames(), config.registries().peerMirror().isPresent());
    }

    static PreseedSettings preseed(ContainerdConfig config, Rendering rendering) {
        PreseedConfig preseed = config.preseed();
        return new PreseedSettings(preseed.directory(), preseed.required().orElse(List.of()), archives(config),
                new ImportSettings(preseed.parallelism(), preseed.leaseExpiry(),
                        bytes(preseed.bandwidth()),
                        Optional.of(memos(config)), preseed.dryRun(),
                        preseed.diskReserve()),
                new ImageSettings(preseed.unpack().orElse(List.of()), preseed.pin().orElse(List.of()), preseed.prune(),
                        preseed.snapshotter().orElse(rendering.snapshotter())),
                new FollowSettings(preseed.watch(), !SchedulerUtils.isOff(preseed.rescan()), preseed.quietPeriod(),
                        preseed.reload(), bytes(preseed.verifyRate())),
                new RetrySettings(preseed.pullTimeout(), supervisor(config.supervisor())),
                new NameSettings(rendering.sandboxImage().flatMap(ConfiguredSettings::recordName),
                        preseed.sandboxImageRequired(), preseed.allowedNames()));
    }

    private static OptionalLong bytes(Optional<MemorySize> size) {
        return size.map(MemorySize::asLongValue).map(OptionalLong::of).orElse(OptionalLong.empty());
    }

    /** Returns the name by which the Container Runtime Interface looks for an image; empty if the text is no reference. */
    private static Optional<String> recordName(String image) {
        try {
            return Optional.of(DockerReference.parse(image).toString());
        } catch (ImageException e) {
            return Optional.empty();
        }
    }

    private static ArchiveLimits limits(PreseedLimitsConfig limits) {
        return new ArchiveLimits(limits.entries(), limits.images(), (int) limits.metadata().asLongValue(),
                (int) limits.document().asLongValue(), limits.indexDepth(), limits.jsonDepth(),
                limits.holes().asLongValue(), limits.decompressed().asLongValue(), (int) limits.window().asLongValue());
    }
}
