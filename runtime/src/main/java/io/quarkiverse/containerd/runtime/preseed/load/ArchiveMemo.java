package io.quarkiverse.containerd.runtime.preseed.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.core.JsonGenerator;

import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.preseed.LoadPlan;
import io.quarkiverse.containerd.runtime.archive.plan.ArchivePlan;
import io.quarkiverse.containerd.runtime.archive.plan.PlannedBlob;
import io.quarkiverse.containerd.runtime.oci.Descriptor;
import io.quarkiverse.containerd.runtime.oci.ImageException;
import io.quarkiverse.containerd.runtime.oci.ImageRecord;
import io.quarkiverse.containerd.runtime.oci.JsonDocument;

/**
 * The content of an archive, as it was found.
 *
 * @param stamp identifies the file and its version
 * @param plan the plan of its import, without the bytes
 * @param images the plan's images as they are reported, in its order
 */
record ArchiveMemo(String stamp, ArchivePlan plan, List<LoadPlan.Image> images) {

    void write(String path, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("path", path);
        json.writeStringField("stamp", stamp);
        json.writeArrayFieldStart("images");
        for (int i = 0; i < images.size(); i++) {
            ImageRecord image = plan.images().get(i);
            json.writeStartObject();
            json.writeStringField("name", image.name());
            json.writeNumberField("selected", image.selected() ? 1 : 0);
            write(image.target(), json);
            json.writeArrayFieldStart("platforms");
            for (String platform : images.get(i).platforms()) {
                json.writeString(platform);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("notes");
        for (String name : plan.notes()) {
            json.writeString(name);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("blobs");
        for (PlannedBlob blob : plan.blobs()) {
            json.writeStartObject();
            write(blob.descriptor(), json);
            write("labels", blob.labels(), json);
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("skipped");
        for (Descriptor skipped : plan.skipped()) {
            json.writeStartObject();
            write(skipped, json);
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void write(Descriptor descriptor, JsonGenerator json) throws IOException {
        json.writeStringField("mediaType", descriptor.mediaType());
        json.writeStringField("digest", descriptor.digest().value());
        json.writeNumberField("size", descriptor.size());
        write("annotations", descriptor.annotations(), json);
    }

    private static void write(String key, Map<String, String> texts, JsonGenerator json) throws IOException {
        if (texts.isEmpty()) {
            return;
        }
        json.writeObjectFieldStart(key);
        for (Map.Entry<String, String> text : texts.entrySet()) {
            json.writeStringField(text.getKey(), text.getValue());
        }
        json.writeEndObject();
    }

    /**
     * @throws ImageException if this is no memo
     * @throws IllegalArgumentException if it has no valid digest where there should be one
     */
    static ArchiveMemo read(JsonDocument json) throws ImageException {
        List<ImageRecord> records = new ArrayList<>();
        List<LoadPlan.Image> images = new ArrayList<>();
        for (JsonDocument image : json.children("images")) {
            ImageRecord record = new ImageRecord(image.text("name"), descriptor(image), image.integer("selected") == 1);
            records.add(record);
            images.add(LoadPlans.of(record, image.texts("platforms")));
        }
        List<PlannedBlob> blobs = new ArrayList<>();
        for (JsonDocument blob : json.children("blobs")) {
            blobs.add(new PlannedBlob(descriptor(blob), blob.textMap("labels"), Optional.empty(), false, Optional.empty()));
        }
        List<Descriptor> skipped = new ArrayList<>();
        for (JsonDocument left : json.children("skipped")) {
            skipped.add(descriptor(left));
        }
        return new ArchiveMemo(json.text("stamp"), new ArchivePlan(records, json.texts("notes"), blobs, skipped), images);
    }

    private static Descriptor descriptor(JsonDocument json) throws ImageException {
        return new Descriptor(json.text("mediaType"), new Digest(json.text("digest")), json.integer("size"),
                json.textMap("annotations"), Optional.empty());
    }

    /** Makes the memo of a plan, without the ways to the bytes. */
    static ArchiveMemo of(String stamp, ArchivePlan plan, List<LoadPlan.Image> images) {
        return new ArchiveMemo(stamp, new ArchivePlan(
                plan.images().stream()
                        .map(image -> new ImageRecord(image.name(), stored(image.target()), image.selected())).toList(),
                plan.notes(),
                plan.blobs().stream().map(blob -> new PlannedBlob(stored(blob.descriptor()), blob.labels(), Optional.empty(),
                        false, Optional.empty())).toList(),
                plan.skipped().stream().map(ArchiveMemo::stored).toList()), images);
    }

    /** The descriptor as containerd stores it, without a platform. */
    private static Descriptor stored(Descriptor descriptor) {
        return new Descriptor(descriptor.mediaType(), descriptor.digest(), descriptor.size(), descriptor.annotations(),
                Optional.empty());
    }

    /** Returns the memo without the images of these names. */
    ArchiveMemo without(Set<String> names) {
        return new ArchiveMemo(stamp, plan.without(names),
                images.stream().filter(image -> !names.contains(image.name())).toList());
    }

    /** The number of descriptors that it has. */
    int size() {
        return plan.images().size() + plan.blobs().size() + plan.skipped().size();
    }
}
