package io.quarkiverse.containerd.runtime.documents;

import java.util.List;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkiverse.containerd.preseed.ArchiveReport;
import io.quarkiverse.containerd.preseed.ImageListReport;
import io.quarkiverse.containerd.preseed.LoadPlan;
import io.quarkiverse.containerd.preseed.PreseedReport;

/** The preseed, and plans of it, as documents. */
public final class PreseedDocuments {

    private PreseedDocuments() {
    }

    static ObjectNode report(PreseedReport report, boolean enabled) {
        ObjectNode document = NodeDocuments.document().put("enabled", enabled).put("scanned", report.scanned())
                .put("requiredLoaded", report.requiredLoaded());
        ArrayNode archives = document.putArray("archives");
        report.archives().forEach(archive -> add(archives.addObject(), archive));
        ArrayNode lists = document.putArray("lists");
        report.lists().forEach(list -> add(lists.addObject(), list));
        return document;
    }

    private static void add(ObjectNode document, ArchiveReport archive) {
        document.put("path", archive.path())
                .put("namespace", archive.namespace())
                .put("required", archive.required())
                .put("state", archive.state().name())
                .put("retrying", archive.retrying())
                .put("since", archive.at().toString())
                .put("pinned", archive.pinned())
                .put("bytesSent", archive.bytesSent())
                .put("bytesPresent", archive.bytesPresent());
        addAll(document.putArray("images"), archive.images());
        archive.snapshotter().ifPresent(snapshotter -> document.put("snapshotter", snapshotter));
        archive.error().ifPresent(error -> document.put("error", error));
        archive.plan().ifPresent(plan -> add(document.putObject("plan"), plan));
    }

    private static void add(ObjectNode document, ImageListReport list) {
        document.put("path", list.path()).put("namespace", list.namespace());
        list.error().ifPresent(error -> document.put("error", error));
        ArrayNode images = document.putArray("images");
        list.images().forEach(image -> {
            ObjectNode entry = images.addObject().put("reference", image.reference()).put("state", image.state().name())
                    .put("since", image.at().toString());
            image.error().ifPresent(error -> entry.put("error", error));
        });
    }

    /** Returns plans, in the order in which the archives would be loaded. */
    public static ObjectNode plans(List<LoadPlan> plans) {
        ObjectNode document = NodeDocuments.document();
        ArrayNode archives = document.putArray("archives");
        plans.forEach(plan -> add(archives.addObject().put("path", plan.path()).put("namespace", plan.namespace())
                .put("required", plan.required()), plan));
        return document;
    }

    private static void add(ObjectNode document, LoadPlan plan) {
        document.put("feasible", plan.feasible())
                .put("bytes", plan.bytes())
                .put("bytesMissing", plan.bytesMissing())
                .put("bytesUnpacked", plan.bytesUnpacked());
        plan.bytesFree().ifPresent(free -> document.put("bytesFree", free));
        ArrayNode images = document.putArray("images");
        plan.images().forEach(image -> addAll(images.addObject().put("name", image.name()).put("digest", image.digest())
                .putArray("platforms"), image.platforms()));
        addAll(document.putArray("notes"), plan.notes());
        plan.error().ifPresent(error -> document.put("error", error));
    }

    private static void addAll(ArrayNode array, List<String> texts) {
        texts.forEach(array::add);
    }
}
