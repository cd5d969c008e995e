package io.quarkiverse.containerd.health;

import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

import io.quarkiverse.containerd.preseed.ArchiveReport;
import io.quarkiverse.containerd.preseed.PreseedReport;

/** The preseed as health data: the state of an archive under its path, everything else under the path and a word. */
final class PreseedData {

    private PreseedData() {
    }

    static void add(HealthCheckResponseBuilder response, PreseedReport report) {
        response.withData("preseed directory read", report.scanned());
        response.withData("required archives missing", report.missing().size());
        for (ArchiveReport archive : report.archives()) {
            String path = archive.path();
            response.withData(path, archive.state().name());
            response.withData(path + " required", archive.required());
            if (!archive.images().isEmpty()) {
                response.withData(path + " images", String.join(", ", archive.images()));
            }
            archive.error().ifPresent(error -> response.withData(path + " error", error));
        }
    }
}
