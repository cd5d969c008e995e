package io.quarkiverse.containerd.runtime.daemon;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.preseed.LoadPlan;
import io.quarkiverse.containerd.runtime.archive.plan.ArchiveSettings;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.config.PreseedConfig;
import io.quarkiverse.containerd.runtime.preseed.DirectoryPlanner;
import io.quarkiverse.containerd.runtime.preseed.Preseed;
import io.quarkiverse.containerd.runtime.preseed.PreseedStatus;
import io.quarkiverse.containerd.runtime.preseed.settings.FollowSettings;
import io.quarkiverse.containerd.runtime.preseed.settings.ImageSettings;
import io.quarkiverse.containerd.runtime.preseed.settings.ImportSettings;
import io.quarkiverse.containerd.runtime.preseed.settings.PreseedSettings;
import io.quarkiverse.containerd.runtime.preseed.settings.RetrySettings;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.scheduler.common.runtime.util.SchedulerUtils;

/** The preseed as part of the tree. */
final class NodePreseed {

    /** In containerd's root, so that it goes when the content goes. */
    private static final String MEMOS = "quarkus-containerd-preseed.json";

    private final PreseedSettings settings;
    private final ContainerdClient client;
    private final PreseedStatus reports;
    private volatile Preseed newest;

    /** @param snapshotter the Container Runtime Interface's */
    NodePreseed(ContainerdConfig config, String snapshotter, ContainerdClient client, PreseedStatus reports) {
        this.settings = settings(config, snapshotter);
        this.client = client;
        this.reports = reports;
    }

    /** Starts the preseed below the node of a containerd that answers. */
    void start(NodeHandle containerd) {
        Preseed preseed = new Preseed(settings, () -> client, reports);
        containerd.run("preseed", preseed);
        preseed.pulls().ifPresent(pulls -> containerd.run("pull", pulls));
        newest = preseed;
    }

    void rescan() {
        Preseed preseed = newest;
        if (preseed != null) {
            preseed.rescan();
        }
    }

    List<LoadPlan> plan() throws IOException {
        return new DirectoryPlanner(settings, client).plan();
    }

    private static PreseedSettings settings(ContainerdConfig config, String snapshotter) {
        PreseedConfig preseed = config.preseed();
        return new PreseedSettings(preseed.directory(), preseed.required().orElse(List.of()),
                new ArchiveSettings(ConfiguredSettings.of(preseed.limits()), preseed.spoolDirectory(),
                        preseed.platforms().orElse(List.of()), preseed.strictPlatforms()),
                new ImportSettings(preseed.parallelism(), preseed.leaseExpiry(),
                        preseed.bandwidth().map(MemorySize::asLongValue).map(OptionalLong::of)
                                .orElse(OptionalLong.empty()),
                        Optional.of(config.directories().root().resolve(MEMOS)), preseed.dryRun()),
                new ImageSettings(preseed.unpack().orElse(List.of()), preseed.pin().orElse(List.of()), preseed.prune(),
                        preseed.snapshotter().orElse(snapshotter)),
                new FollowSettings(preseed.watch(), !SchedulerUtils.isOff(preseed.rescan()), preseed.quietPeriod()),
                new RetrySettings(preseed.pullTimeout(), ConfiguredSettings.of(config.supervisor())));
    }
}
