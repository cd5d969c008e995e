package io.quarkiverse.containerd.runtime.health;

import java.util.stream.Collectors;

import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

import io.quarkiverse.containerd.preseed.ArchiveReport;
import io.quarkiverse.containerd.preseed.ImageListReport;
import io.quarkiverse.containerd.preseed.LoadPlan;
import io.quarkiverse.containerd.preseed.PreseedReport;
import io.quarkiverse.containerd.preseed.PullReport;

/**
 * The preseed as health data: {@code archive.<path>.<attribute>}, {@code list.<path>.<attribute>} and
 * {@code image.<reference>.<attribute>}, with the sum of it in {@code preseed_<attribute>}.
 */
final class PreseedData {

    private PreseedData() {
    }

    static void add(HealthCheckResponseBuilder response, PreseedReport report) {
        response.withData("preseed_scanned", report.scanned());
        response.withData("preseed_missing", report.missing().size());
        if (!report.loading().isEmpty()) {
            response.withData("preseed_loading",
                    report.loading().stream().map(ArchiveReport::path).collect(Collectors.joining(", ")));
        }
        report.archives().forEach(archive -> add(response, archive));
        report.lists().forEach(list -> add(response, list));
    }

    private static void add(HealthCheckResponseBuilder response, ArchiveReport archive) {
        String key = "archive." + archive.path();
        response.withData(key + ".state", archive.state().name());
        response.withData(key + ".required", archive.required());
        if (archive.retrying()) {
            response.withData(key + ".retrying", true);
        }
        if (!archive.images().isEmpty()) {
            response.withData(key + ".images", String.join(", ", archive.images()));
        }
        archive.plan().ifPresent(plan -> {
            add(response, key, plan);
            response.withData(key + ".bytes_sent", archive.bytesSent());
        });
        archive.snapshotter().ifPresent(snapshotter -> response.withData(key + ".snapshotter", snapshotter));
        if (archive.pinned()) {
            response.withData(key + ".pinned", true);
        }
        archive.error().ifPresent(error -> response.withData(key + ".error", error));
    }

    private static void add(HealthCheckResponseBuilder response, String key, LoadPlan plan) {
        String platforms = plan.images().stream().flatMap(image -> image.platforms().stream()).distinct()
                .collect(Collectors.joining(", "));
        if (!platforms.isEmpty()) {
            response.withData(key + ".platforms", platforms);
        }
        response.withData(key + ".bytes", plan.bytes());
        response.withData(key + ".bytes_missing", plan.bytesMissing());
    }

    private static void add(HealthCheckResponseBuilder response, ImageListReport list) {
        list.error().ifPresent(error -> response.withData("list." + list.path() + ".error", error));
        for (PullReport image : list.images()) {
            String key = "image." + image.reference();
            response.withData(key + ".state", image.state().name());
            image.error().ifPresent(error -> response.withData(key + ".error", error));
        }
    }
}
