package io.quarkiverse.containerd.runtime.preseed.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import io.quarkiverse.containerd.preseed.LoadPlan;
import io.quarkiverse.containerd.runtime.archive.plan.ArchivePlan;
import io.quarkiverse.containerd.runtime.oci.ImageRecord;
import io.quarkiverse.containerd.runtime.preseed.directory.PreseedArchive;
import io.quarkiverse.containerd.runtime.text.BoundedText;

/** Makes plans of the public API from plans of imports. */
final class LoadPlans {

    private LoadPlans() {
    }

    /**
     * Makes a plan without errors.
     *
     * @param bytesUnpacked bytes that the missing layers take once they are unpacked
     * @param bytesFree bytes that are free on containerd's disk; empty if that is not known
     */
    static LoadPlan of(PreseedArchive source, List<LoadPlan.Image> images, ArchivePlan plan, long bytesPresent,
            long bytesUnpacked, OptionalLong bytesFree) {
        return new LoadPlan(source.path(), source.namespace(), source.required(), List.copyOf(images),
                plan.blobs().stream().mapToLong(blob -> blob.descriptor().size()).sum(), bytesPresent, bytesUnpacked,
                bytesFree, notes(plan), Optional.empty());
    }

    /** Makes a plan that turned out not to be feasible. */
    static LoadPlan failing(LoadPlan plan, String error) {
        return new LoadPlan(plan.path(), plan.namespace(), plan.required(), plan.images(), plan.bytes(), plan.bytesPresent(),
                plan.bytesUnpacked(), plan.bytesFree(), plan.notes(), Optional.of(error));
    }

    static LoadPlan.Image of(ImageRecord record, List<String> platforms) {
        return new LoadPlan.Image(record.name(), record.target().digest().value(), platforms);
    }

    /** Returns what a plan leaves out of its archive, one sentence each. */
    static List<String> notes(ArchivePlan plan) {
        List<String> notes = new ArrayList<>(plan.notes());
        plan.images().stream().filter(record -> !record.selected())
                .forEach(record -> notes.add("image " + BoundedText.name(record.name())
                        + " cannot run here: the archive has it for other platforms only"));
        plan.skipped().forEach(skipped -> notes.add(skipped.digest() + " (" + BoundedText.name(skipped.mediaType())
                + ") is left out: the archive does not have it"));
        if (plan.images().isEmpty() && plan.notes().isEmpty()) {
            notes.add("no image in the archive has a name: containerd collects its content");
        }
        return List.copyOf(notes);
    }
}
