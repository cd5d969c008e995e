package io.quarkiverse.containerd.runtime.preseed;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.quarkiverse.containerd.PreseedPlanner;
import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.preseed.LoadPlan;
import io.quarkiverse.containerd.runtime.archive.ArchiveProgress;
import io.quarkiverse.containerd.runtime.disk.Disks;
import io.quarkiverse.containerd.runtime.preseed.directory.DirectoryScan;
import io.quarkiverse.containerd.runtime.preseed.directory.PreseedArchive;
import io.quarkiverse.containerd.runtime.preseed.directory.PreseedDirectory;
import io.quarkiverse.containerd.runtime.preseed.load.AllowedNames;
import io.quarkiverse.containerd.runtime.preseed.load.DiskSpace;
import io.quarkiverse.containerd.runtime.preseed.load.ImportPlanner;
import io.quarkiverse.containerd.runtime.preseed.load.MemoFile;
import io.quarkiverse.containerd.runtime.preseed.load.NameOwners;
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
        NameOwners owners = new NameOwners(settings.names().sandbox());
        NamespaceCache cache = new NamespaceCache(containerd, System::nanoTime);
        Disks disks = new Disks(settings.imports().diskReserve());
        ImportPlanner planner = new ImportPlanner(settings, cache, disks);
        UnchangedArchives unchanged = new UnchangedArchives(MemoFile.of(settings), owners, cache,
                new AllowedNames(settings.names().allowed()));
        DiskSpace space = DiskSpace.of(containerd, settings.images().snapshotter(), disks);
        Map<PreseedArchive, LoadPlan> plans = new LinkedHashMap<>();
        for (PreseedArchive archive : directory.scan().archives().stream().sorted(DirectoryScan.LOAD_ORDER).toList()) {
            LoadPlan plan = planner.report(archive, containerd, unchanged, space, ArchiveProgress.none());
            plans.put(archive, plan);
            if (plan.feasible()) {
                owners.claim(archive, plan);
            }
        }
        return plans.entrySet().stream().map(plan -> owners.decide(plan.getKey(), plan.getValue())).toList();
    }
}
