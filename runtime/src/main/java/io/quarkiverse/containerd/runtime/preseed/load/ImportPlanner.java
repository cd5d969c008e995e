package io.quarkiverse.containerd.runtime.preseed.load;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.client.NamespaceClient;
import io.quarkiverse.containerd.preseed.LoadPlan;
import io.quarkiverse.containerd.runtime.archive.ArchiveException;
import io.quarkiverse.containerd.runtime.archive.ArchiveProgress;
import io.quarkiverse.containerd.runtime.archive.StagedFile;
import io.quarkiverse.containerd.runtime.archive.Staging;
import io.quarkiverse.containerd.runtime.archive.layout.Archive;
import io.quarkiverse.containerd.runtime.archive.layout.ArchiveReader;
import io.quarkiverse.containerd.runtime.archive.plan.ArchivePlan;
import io.quarkiverse.containerd.runtime.archive.plan.ArchivePlanner;
import io.quarkiverse.containerd.runtime.archive.plan.ArchiveSettings;
import io.quarkiverse.containerd.runtime.disk.Disks;
import io.quarkiverse.containerd.runtime.preseed.directory.ArchiveGlobs;
import io.quarkiverse.containerd.runtime.preseed.directory.PreseedArchive;
import io.quarkiverse.containerd.runtime.preseed.directory.RequiredArchives;
import io.quarkiverse.containerd.runtime.preseed.settings.PreseedSettings;
import io.quarkiverse.containerd.runtime.preseed.store.NamespaceCache;
import io.quarkiverse.containerd.runtime.preseed.store.NamespaceContent;
import io.quarkiverse.containerd.runtime.text.BoundedText;

/** Plans imports of archives into namespaces. Safe for use by several threads. */
public final class ImportPlanner {

    private final ArchiveSettings settings;
    private final ArchiveReader reader;
    private final ArchivePlanner planner;
    private final ArchiveGlobs unpacked;
    private final RequiredArchives required;
    private final AllowedNames allowed;
    private final NamespaceCache cache;

    /**
     * @param disks the disk that archives are decompressed to is among them
     * @throws IllegalArgumentException if a platform or a glob of the settings is malformed
     */
    public ImportPlanner(PreseedSettings settings, NamespaceCache cache, Disks disks) {
        this.cache = cache;
        this.required = new RequiredArchives(settings);
        this.allowed = new AllowedNames(settings.names().allowed());
        this.settings = settings.archives();
        this.reader = settings.archives().reader(disks);
        this.planner = settings.archives().planner();
        this.unpacked = new ArchiveGlobs(settings.directory(), settings.images().unpack());
    }

    /**
     * Opens an archive and plans its import.
     *
     * @param staging takes the files of a compressed archive
     * @return the plan, which holds the archive open
     * @throws IOException if the archive cannot be used
     * @throws io.quarkiverse.containerd.client.ContainerdException if containerd fails
     */
    public ImportPlan plan(PreseedArchive source, ContainerdClient containerd, ArchiveProgress progress, Staging staging)
            throws IOException {
        source.requireUsable();
        NamespaceClient namespace = containerd.namespace(source.namespace());
        Archive archive = reader.open(source.file(), progress, staging);
        try {
            ArchivePlan plan = settings.labelled(planner.plan(archive,
                    new NamespaceContent(namespace.content(), archive.limits().documentBytes(),
                            () -> cache.of(namespace).blobs().values()),
                    settings.rules(source.namespace())), source.namespace());
            requireUsable(source, plan);
            requireAllowed(source, plan);
            archive.keepStaged(wanted(plan));
            return new ImportPlan(archive, plan, namespace, cache.of(namespace), unpacked.contains(source));
        } catch (Throwable e) {
            archive.close();
            throw e;
        }
    }

    private static Set<StagedFile> wanted(ArchivePlan plan) {
        return plan.blobs().stream().flatMap(blob -> blob.content().stream()).flatMap(content -> content.staged().stream())
                .collect(Collectors.toSet());
    }

    /** An archive that is required by its own path must bring something; a glob may well match others. */
    private void requireUsable(PreseedArchive source, ArchivePlan plan) throws ArchiveException {
        if (!plan.isUsable() && required.isNamed(source)) {
            throw new ArchiveException(source.file(), null, "it is required, but brings no image that can be used here: "
                    + BoundedText.names(LoadPlans.notes(plan), "; "));
        }
    }

    private void requireAllowed(PreseedArchive source, ArchivePlan plan) throws ArchiveException {
        List<String> refused = allowed.refused(source.namespace(), plan.images());
        if (!refused.isEmpty()) {
            throw new ArchiveException(source.file(), null, "quarkus.containerd.preseed.allowed-names.\"" + source.namespace()
                    + "\" does not allow it to bring " + BoundedText.names(refused));
        }
    }

    /**
     * Plans an import and closes the archive again. Does not open it if it is known that nothing would be sent.
     *
     * @param space reserves what the archive needs, for good
     */
    public LoadPlan report(PreseedArchive source, ContainerdClient containerd, UnchangedArchives unchanged,
            DiskSpace space,
            ArchiveProgress progress) {
        LoadPlan report = new LoadPlan(source.path(), source.namespace(), source.required(), List.of(), 0, 0,
                0, OptionalLong.empty(), List.of(), Optional.empty());
        try {
            source.requireUsable();
            Optional<LoadPlan> known = unchanged.plan(source,
                    containerd.namespace(source.namespace()), space.free());
            if (known.isPresent()) {
                return known.get();
            }
            try (ImportPlan plan = plan(source, containerd, progress, Staging.none())) {
                report = plan.report(source, space.free());
                plan.requireContent();
                space.reservation().add(plan.archive().path(), plan.missing(), plan.bytesUnpacked());
                return report;
            }
        } catch (IOException e) {
            return LoadPlans.failing(report, LoadFailures.describe(e));
        }
    }
}
