package io.quarkiverse.containerd.runtime.preseed.load;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import io.quarkiverse.containerd.client.NamespaceClient;
import io.quarkiverse.containerd.preseed.ArchivePlanReport;
import io.quarkiverse.containerd.preseed.ImagePlan;
import io.quarkiverse.containerd.runtime.archive.plan.ArchivePlan;
import io.quarkiverse.containerd.runtime.archive.plan.PlannedBlob;
import io.quarkiverse.containerd.runtime.preseed.directory.PreseedArchive;
import io.quarkiverse.containerd.runtime.preseed.store.NamespaceViews;

/** Finds out, without opening an archive, that containerd has all it brings. Safe for use by several threads. */
public final class UnchangedArchives {

    private final ArchiveMemos memos;
    private final ImageClaims claims;
    private final NamespaceViews views;

    public UnchangedArchives(ArchiveMemos memos, ImageClaims claims, NamespaceViews views) {
        this.memos = memos;
        this.claims = claims;
        this.views = views;
    }

    /**
     * A load that has nothing to do.
     *
     * @param plan what was found out about it
     * @param result what it comes to
     */
    public record UnchangedArchive(ArchivePlanReport plan, ImportResult result) {
    }

    /** What a load comes to that has nothing to do; empty if it may have. */
    public Optional<UnchangedArchive> find(PreseedArchive source, Optional<String> stamp, NamespaceClient namespace) {
        return recall(source, stamp).flatMap(memo -> find(source, memo, views.of(namespace)));
    }

    private Optional<UnchangedArchive> find(PreseedArchive source, ArchiveMemo memo, NamespaceViews.View view) {
        ArchivePlan plan = memo.plan();
        if (!hasContent(view, plan) || !hasLabels(view, plan)
                || !ArchiveImporter.areStored(claims.claim(source, plan.images()), view.images())) {
            return Optional.empty();
        }
        ArchivePlanReport report = report(source, memo, view, OptionalLong.empty());
        return Optional.of(new UnchangedArchive(report, ImportResult.of(plan, 0, report.bytesPresent())));
    }

    /**
     * The plan of an import that would send nothing; empty if it may have to.
     *
     * @param free bytes that are free on containerd's disk
     */
    Optional<ArchivePlanReport> plan(PreseedArchive source, NamespaceClient namespace, OptionalLong free) {
        return recall(source, stamp(source.file())).flatMap(memo -> {
            NamespaceViews.View view = views.of(namespace);
            return hasContent(view, memo.plan()) ? Optional.of(report(source, memo, view, free)) : Optional.empty();
        });
    }

    private Optional<ArchiveMemo> recall(PreseedArchive source, Optional<String> stamp) {
        return stamp.flatMap(present -> memos.recall(source.file(), present));
    }

    private static boolean hasContent(NamespaceViews.View view, ArchivePlan plan) {
        return plan.blobs().stream().allMatch(blob -> view.blobs().containsKey(blob.descriptor().digest()));
    }

    private static boolean hasLabels(NamespaceViews.View view, ArchivePlan plan) {
        return plan.blobs().stream()
                .allMatch(blob -> ArchiveImporter.hasLabels(view.blobs().get(blob.descriptor().digest()), blob));
    }

    private static ArchivePlanReport report(PreseedArchive source, ArchiveMemo memo, NamespaceViews.View view,
            OptionalLong free) {
        long present = memo.plan().blobs().stream().map(PlannedBlob::descriptor)
                .mapToLong(blob -> view.blobs().get(blob.digest()).size()).sum();
        return PlanReports.of(source, memo.images(), memo.plan(), present, 0, free);
    }

    /** Which file an archive is now; to be asked before it is opened. */
    public Optional<String> stamp(Path archive) {
        return memos.stamp(archive);
    }

    /**
     * Notes what an archive holds that is loaded now.
     *
     * @param images the plan's images for a report, in its order
     */
    public void keep(PreseedArchive source, Optional<String> stamp, ArchivePlan plan, List<ImagePlan> images) {
        stamp.ifPresent(before -> memos.keep(source.file(), ArchiveMemo.of(before, plan, images)));
    }
}
