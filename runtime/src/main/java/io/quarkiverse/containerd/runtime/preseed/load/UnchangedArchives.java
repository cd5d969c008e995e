package io.quarkiverse.containerd.runtime.preseed.load;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import io.quarkiverse.containerd.client.NamespaceClient;
import io.quarkiverse.containerd.preseed.LoadPlan;
import io.quarkiverse.containerd.runtime.archive.plan.ArchivePlan;
import io.quarkiverse.containerd.runtime.archive.plan.PlannedBlob;
import io.quarkiverse.containerd.runtime.oci.ImageRecord;
import io.quarkiverse.containerd.runtime.preseed.directory.PreseedArchive;
import io.quarkiverse.containerd.runtime.preseed.store.NamespaceCache;

/** Finds out without opening an archive that containerd has all of it. Safe for use by several threads. */
public final class UnchangedArchives {

    private final MemoFile memos;
    private final NameOwners owners;
    private final NamespaceCache cache;
    private final AllowedNames allowed;

    public UnchangedArchives(MemoFile memos, NameOwners owners, NamespaceCache cache,
            AllowedNames allowed) {
        this.memos = memos;
        this.owners = owners;
        this.cache = cache;
        this.allowed = allowed;
    }

    /**
     * An archive of which containerd has everything.
     *
     * @param plan the plan of its load
     * @param result the result of its load
     */
    public record Unchanged(LoadPlan plan, ImportResult result) {
    }

    /** Returns what a load of the archive comes to if there is nothing to do; empty if there may be. */
    public Optional<Unchanged> find(PreseedArchive source, Optional<String> stamp, NamespaceClient namespace) {
        return recall(source, stamp).flatMap(memo -> find(source, memo, cache.of(namespace)));
    }

    private Optional<Unchanged> find(PreseedArchive source, ArchiveMemo memo, NamespaceCache.Contents contents) {
        ArchiveMemo left = memo.without(owners.claim(source, memo.plan()));
        ArchivePlan plan = left.plan();
        if (!hasContent(contents, plan) || !hasLabels(contents, plan)
                || !ArchiveImporter.areStored(owned(source, plan), contents.images())) {
            return Optional.empty();
        }
        LoadPlan report = report(source, left, contents, OptionalLong.empty());
        return Optional.of(new Unchanged(report, ImportResult.of(plan, 0, report.bytesPresent())));
    }

    private List<ImageRecord> owned(PreseedArchive source, ArchivePlan plan) {
        return plan.images().stream().filter(image -> owners.owns(source, image.name())).toList();
    }

    /** Claims the names of archives that are known, before the first of them is loaded. */
    public void claim(Collection<PreseedArchive> archives) {
        archives.forEach(archive -> recall(archive, stamp(archive.file()))
                .ifPresent(memo -> owners.claim(archive, memo.plan())));
    }

    /**
     * Returns the plan of a load that would send nothing; empty if it may have to send something.
     *
     * @param free bytes that are free on containerd's disk
     */
    Optional<LoadPlan> plan(PreseedArchive source, NamespaceClient namespace, OptionalLong free) {
        return recall(source, stamp(source.file())).flatMap(memo -> {
            NamespaceCache.Contents contents = cache.of(namespace);
            return hasContent(contents, memo.plan()) ? Optional.of(report(source, memo, contents, free)) : Optional.empty();
        });
    }

    private Optional<ArchiveMemo> recall(PreseedArchive source, Optional<String> stamp) {
        return stamp.flatMap(present -> memos.recall(source.file(), present))
                .filter(memo -> allowed.refused(source.namespace(), memo.plan().images()).isEmpty());
    }

    private static boolean hasContent(NamespaceCache.Contents contents, ArchivePlan plan) {
        return plan.blobs().stream().allMatch(blob -> contents.blobs().containsKey(blob.descriptor().digest()));
    }

    private static boolean hasLabels(NamespaceCache.Contents contents, ArchivePlan plan) {
        return plan.blobs().stream()
                .allMatch(blob -> ArchiveImporter.hasLabels(contents.blobs().get(blob.descriptor().digest()), blob));
    }

    private static LoadPlan report(PreseedArchive source, ArchiveMemo memo, NamespaceCache.Contents contents,
            OptionalLong free) {
        long present = memo.plan().blobs().stream().map(PlannedBlob::descriptor)
                .mapToLong(blob -> contents.blobs().get(blob.digest()).size()).sum();
        return LoadPlans.of(source, memo.images(), memo.plan(), present, 0, free);
    }

    /** Returns what identifies the version of an archive now; to be called before it is opened. */
    public Optional<String> stamp(Path archive) {
        return memos.stamp(archive);
    }

    /**
     * Records the content of an archive that has been loaded. One that brought nothing usable is opened each time, as it may be
     * required the next time.
     *
     * @param images the plan's images as they are reported, in its order
     */
    public void keep(PreseedArchive source, Optional<String> stamp, ArchivePlan plan, List<LoadPlan.Image> images) {
        stamp.filter(before -> plan.isUsable())
                .ifPresent(before -> memos.keep(source.file(), ArchiveMemo.of(before, plan, images)));
    }

    /** Writes down what has been recorded, for the next process. */
    public void save() {
        memos.save();
    }
}
