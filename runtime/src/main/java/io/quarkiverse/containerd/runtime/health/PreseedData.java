package io.quarkiverse.containerd.runtime.health;

import java.util.Comparator;
import java.util.List;

import io.quarkiverse.containerd.preseed.ArchiveReport;
import io.quarkiverse.containerd.preseed.LoadPlan;
import io.quarkiverse.containerd.preseed.PreseedReport;
import io.quarkiverse.containerd.preseed.PullReport;
import io.quarkiverse.containerd.runtime.text.BoundedText;

/**
 * The preseed as health data: {@code archive.<path>.<attribute>}, {@code list.<path>.<attribute>} and
 * {@code image.<reference>.<attribute>}, with the sum of it in {@code preseed_<attribute>}.
 */
final class PreseedData {

    /** The number of archives, and of images of lists, that are told of. */
    private static final int MOST = 100;
    private static final Comparator<ArchiveReport> URGENT_ARCHIVES = Comparator
            .comparing((ArchiveReport archive) -> archive.state() != ArchiveReport.State.FAILED)
            .thenComparing(archive -> !archive.required())
            .thenComparing(archive -> archive.state() == ArchiveReport.State.LOADED);
    private static final Comparator<PullReport> URGENT_IMAGES = Comparator
            .comparing((PullReport image) -> image.state() != PullReport.State.FAILED)
            .thenComparing(image -> image.state() == PullReport.State.PRESENT);

    private PreseedData() {
    }

    static void add(HealthData response, PreseedReport report) {
        response.with("preseed_scanned", report.scanned());
        response.with("preseed_missing", report.missing().size());
        report.sandbox().ifPresent(sandbox -> {
            response.with("preseed_sandbox_image", sandbox.state().name());
            sandbox.error().ifPresent(error -> response.with("preseed_sandbox_error", error));
        });
        if (!report.loading().isEmpty()) {
            response.with("preseed_loading",
                    BoundedText.names(report.loading().stream().map(ArchiveReport::path).toList()));
        }
        addRepairs(response, report);
        report.archives().stream().sorted(URGENT_ARCHIVES).limit(MOST).forEach(archive -> add(response, archive));
        report.lists().stream().limit(MOST)
                .forEach(list -> list.error()
                        .ifPresent(error -> response.with(HealthData.of("list", list.path()) + ".error", error)));
        List<PullReport> images = report.lists().stream().flatMap(list -> list.images().stream()).toList();
        images.stream().sorted(URGENT_IMAGES).limit(MOST).forEach(image -> add(response, image));
        int hidden = Math.max(0, report.archives().size() - MOST) + Math.max(0, images.size() - MOST);
        if (hidden > 0) {
            response.with("preseed_not_shown", hidden);
        }
    }

    /** Adds the archives of which containerd has lost content, while it is brought again. */
    static void addRepairs(HealthData response, PreseedReport report) {
        if (!report.repairing().isEmpty()) {
            response.with("preseed_repairing",
                    BoundedText.names(report.repairing().stream().map(ArchiveReport::path).toList()));
        }
    }

    private static void add(HealthData response, ArchiveReport archive) {
        String key = HealthData.of("archive", archive.path());
        response.with(key + ".state", archive.state().name());
        response.with(key + ".required", archive.required());
        if (archive.retrying()) {
            response.with(key + ".retrying", true);
        }
        if (!archive.images().isEmpty()) {
            response.with(key + ".images", BoundedText.names(archive.images()));
        }
        archive.plan().ifPresent(plan -> {
            add(response, key, plan);
            response.with(key + ".bytes_sent", archive.bytesSent());
        });
        archive.snapshotter().ifPresent(snapshotter -> response.with(key + ".snapshotter", snapshotter));
        if (archive.pinned()) {
            response.with(key + ".pinned", true);
        }
        archive.error().ifPresent(error -> response.with(key + ".error", error));
    }

    private static void add(HealthData response, String key, LoadPlan plan) {
        String platforms = BoundedText.names(plan.images().stream().flatMap(image -> image.platforms().stream()).distinct()
                .toList());
        if (!platforms.isEmpty()) {
            response.with(key + ".platforms", platforms);
        }
        response.with(key + ".bytes", plan.bytes());
        response.with(key + ".bytes_missing", plan.bytesMissing());
    }

    private static void add(HealthData response, PullReport image) {
        String key = HealthData.of("image", image.reference());
        response.with(key + ".state", image.state().name());
        image.error().ifPresent(error -> response.with(key + ".error", error));
    }
}
