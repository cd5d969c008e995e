package io.quarkiverse.containerd.preseed;

import java.nio.file.Path;
import java.util.Optional;

import io.quarkiverse.containerd.archive.ArchivePlan;
import io.quarkiverse.containerd.archive.PlannedBlob;
import io.quarkiverse.containerd.client.BlobInfo;
import io.quarkiverse.containerd.client.NamespaceClient;

/** Finds out without opening an archive that it is loaded. Safe for use by several threads. */
final class RepeatedLoads {

    private final ArchiveMemos memos;
    private final ImageOwners owners;
    private final NamespaceViews views;

    RepeatedLoads(ArchiveMemos memos, ImageOwners owners, NamespaceViews views) {
        this.memos = memos;
        this.owners = owners;
        this.views = views;
    }

    /** What a load comes to that has nothing to do; empty if it may have. */
    Optional<ImportResult> find(PreseedArchive source, Optional<String> stamp, NamespaceClient namespace) {
        Optional<ArchivePlan> plan = stamp.flatMap(present -> memos.recall(source.file(), present));
        return plan.flatMap(known -> find(source, known, views.of(namespace)));
    }

    private Optional<ImportResult> find(PreseedArchive source, ArchivePlan plan, NamespaceViews.View view) {
        long bytes = 0;
        for (PlannedBlob blob : plan.blobs()) {
            BlobInfo stored = view.blobs().get(blob.descriptor().digest());
            if (stored == null || !ArchiveImporter.hasLabels(stored, blob)) {
                return Optional.empty();
            }
            bytes += stored.size();
        }
        return ArchiveImporter.areStored(owners.claim(source, plan.images()), view.images())
                ? Optional.of(ImportResult.of(plan, 0, bytes))
                : Optional.empty();
    }

    /** Which file an archive is now; to be asked before it is opened. */
    Optional<String> stamp(Path archive) {
        return memos.stamp(archive);
    }

    /** Notes what an archive holds that is loaded now. */
    void keep(PreseedArchive source, Optional<String> stamp, ArchivePlan plan) {
        stamp.ifPresent(before -> memos.keep(source.file(), before, plan));
    }
}
