package io.quarkiverse.containerd.runtime.preseed;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import io.quarkiverse.containerd.PreseedPlanner;
import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.preseed.LoadPlan;
import io.quarkiverse.containerd.runtime.archive.ArchiveProgress;
import io.quarkiverse.containerd.runtime.disk.Disks;
import io.quarkiverse.containerd.runtime.preseed.directory.DirectoryScan;
import io.quarkiverse.containerd.runtime.preseed.directory.PreseedArchive;
import io.quarkiverse.containerd.runtime.preseed.directory.PreseedDirectory;
import io.quarkiverse.containerd.runtime.preseed.load.DiskSpace;
import io.quarkiverse.containerd.runtime.preseed.load.ImageClaims;
import io.quarkiverse.containerd.runtime.preseed.load.ImportPlanner;
import io.quarkiverse.containerd.runtime.preseed.load.MemoFile;
import io.quarkiverse.containerd.runtime.preseed.load.UnchangedArchives;
import io.quarkiverse.containerd.runtime.preseed.settings.PreseedSettings;
import io.quarkiverse.containerd.runtime.preseed.store.NamespaceCache;

/** Plans the loads of all archives in the preseed directory. */
public final class DirectoryPlanner implements PreseedPlanner {

    private final PreseedSettings settings;
    private final PreseedDirectory directory;
    private final ContainerdClient containerd;

    /** @param containerd the containerd that the archives would be loaded into */
    public DirectoryPlanner(PreseedSettings settings, ContainerdClient containerd) {
        this.settings = settings;
        this.directory = new PreseedDirectory(settings);
        this.containerd = containerd;
    }

    @Override
    public List<LoadPlan> plan() throws IOException {
        NamespaceCache cache = new NamespaceCache(containerd, System::nanoTime);
        ImportPlanner planner = new ImportPlanner(settings, cache);
        UnchangedArchives unchanged = new UnchangedArchives(MemoFile.of(settings), new ImageClaims(), cache);
        DiskSpace space = DiskSpace.of(containerd, new Disks(settings.imports().diskReserve()));
        List<LoadPlan> plans = new ArrayList<>();
        for (PreseedArchive archive : directory.scan().archives().stream().sorted(DirectoryScan.LOAD_ORDER).toList()) {
            plans.add(planner.report(archive, containerd, unchanged, space, ArchiveProgress.none()));
        }
        return List.copyOf(plans);
    }
}
