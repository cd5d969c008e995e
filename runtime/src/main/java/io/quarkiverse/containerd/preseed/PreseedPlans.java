package io.quarkiverse.containerd.preseed;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import io.quarkiverse.containerd.archive.ArchiveProgress;
import io.quarkiverse.containerd.client.ContainerdClient;

/** Plans without loading. */
public final class PreseedPlans implements Preseeding {

    private final PreseedSettings settings;
    private final PreseedDirectory directory;
    private final ImportPlanner planner;
    private final ContainerdClient containerd;

    /** @param containerd the containerd that the archives are for */
    public PreseedPlans(PreseedSettings settings, ContainerdClient containerd) {
        this.settings = settings;
        this.directory = new PreseedDirectory(settings);
        this.planner = new ImportPlanner(settings);
        this.containerd = containerd;
    }

    @Override
    public List<ArchivePlanReport> plan() throws IOException {
        DiskRoom room = DiskRoom.of(containerd);
        RepeatedLoads repeated = new RepeatedLoads(ArchiveMemos.of(settings), new ImageOwners());
        List<ArchivePlanReport> plans = new ArrayList<>();
        for (PreseedArchive archive : directory.scan().inLoadOrder()) {
            plans.add(planner.report(archive, containerd, repeated, room, ArchiveProgress.none()));
        }
        return List.copyOf(plans);
    }
}
