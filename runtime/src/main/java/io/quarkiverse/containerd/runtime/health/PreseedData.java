package io.quarkiverse.containerd.runtime.health;

import java.util.stream.Collectors;

import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

import io.quarkiverse.containerd.preseed.ArchivePlanReport;
import io.quarkiverse.containerd.preseed.ArchiveReport;
import io.quarkiverse.containerd.preseed.ImageListReport;
import io.quarkiverse.containerd.preseed.PreseedReport;
import io.quarkiverse.containerd.preseed.PullReport;

/** The preseed as health data: the state of an archive under its path, everything else under the path and a word. */
final class PreseedData {

    private PreseedData() {
    }

    static void add(HealthCheckResponseBuilder response, PreseedReport report) {
        response.withData("preseed directory read", report.scanned());
        response.withData("required archives missing", report.missing().size());
        if (!report.loading().isEmpty()) {
            response.withData("preseed loads",
                    report.loading().stream().map(ArchiveReport::path).collect(Collectors.joining(", ")));
        }
        for (ArchiveReport archive : report.archives()) {
            String path = archive.path();
            response.withData(path, archive.state().name());
            response.withData(path + " required", archive.required());
            if (!archive.images().isEmpty()) {
                response.withData(path + " images", String.join(", ", archive.images()));
            }
            archive.plan().ifPresent(plan -> add(response, archive, plan));
            archive.snapshotter().ifPresent(snapshotter -> response.withData(path + " unpacked", snapshotter));
            if (archive.pinned()) {
                response.withData(path + " pinned", true);
            }
            archive.error().ifPresent(error -> response.withData(path + " error", error));
        }
        report.lists().forEach(list -> add(response, list));
    }

    private static void add(HealthCheckResponseBuilder response, ImageListReport list) {
        list.error().ifPresent(error -> response.withData(list.path() + " error", error));
        for (PullReport image : list.images()) {
            String key = list.path() + " " + image.reference();
            response.withData(key, image.state().name());
            image.error().ifPresent(error -> response.withData(key + " error", error));
        }
    }

    private static void add(HealthCheckResponseBuilder response, ArchiveReport archive, ArchivePlanReport plan) {
        String platforms = plan.images().stream().flatMap(image -> image.platforms().stream()).distinct()
                .collect(Collectors.joining(", "));
        if (!platforms.isEmpty()) {
            response.withData(archive.path() + " platforms", platforms);
        }
        response.withData(archive.path() + " bytes", plan.bytes());
        response.withData(archive.path() + " bytes missing", plan.bytesMissing());
        response.withData(archive.path() + " bytes sent", archive.bytesSent());
    }
}
