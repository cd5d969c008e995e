package io.quarkiverse.containerd.runtime.preseed;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import io.quarkiverse.containerd.PreseedPlanner;
import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.preseed.ArchivePlanReport;
import io.quarkiverse.containerd.runtime.archive.ArchiveProgress;
import io.quarkiverse.containerd.runtime.preseed.directory.PreseedArchive;
import io.quarkiverse.containerd.runtime.preseed.directory.PreseedDirectory;
import io.quarkiverse.containerd.runtime.preseed.directory.PreseedScan;
import io.quarkiverse.containerd.runtime.preseed.load.ArchiveMemos;
import io.quarkiverse.containerd.runtime.preseed.load.DiskRoom;
import io.quarkiverse.containerd.runtime.preseed.load.ImageClaims;
import io.quarkiverse.containerd.runtime.preseed.load.ImportPlanner;
import io.quarkiverse.containerd.runtime.preseed.load.UnchangedArchives;
import io.quarkiverse.containerd.runtime.preseed.settings.PreseedSettings;
import io.quarkiverse.containerd.runtime.preseed.store.NamespaceViews;

/** Plans without loading. */
public final class PreseedPlans implements PreseedPlanner {

    private final PreseedSettings settings;
    private final PreseedDirectory directory;
    private final ContainerdClient containerd;

    /** @param containerd the containerd that the archives are for */
    public PreseedPlans(PreseedSettings settings, ContainerdClient containerd) {
        this.settings = settings;
        this.directory = new PreseedDirectory(settings);
        this.containerd = containerd;
    }

    @Override
    public List<ArchivePlanReport> plan() throws IOException {
        NamespaceViews views = new NamespaceViews(containerd, System::nanoTime);
        ImportPlanner planner = new ImportPlanner(settings, views);
        UnchangedArchives unchanged = new UnchangedArchives(ArchiveMemos.of(settings), new ImageClaims(), views);
        DiskRoom room = DiskRoom.of(containerd);
        List<ArchivePlanReport> plans = new ArrayList<>();
        for (PreseedArchive archive : directory.scan().archives().stream().sorted(PreseedScan.LOAD_ORDER).toList()) {
            plans.add(planner.report(archive, containerd, unchanged, room, ArchiveProgress.none()));
        }
        return List.copyOf(plans);
    }
}
