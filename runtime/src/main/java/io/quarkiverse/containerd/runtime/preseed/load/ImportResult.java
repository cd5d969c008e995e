package io.quarkiverse.containerd.runtime.preseed.load;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.runtime.archive.plan.ArchivePlan;

/**
 * The outcome of an import.
 *
 * @param images the image records: name to target, in order
 * @param usable whether one of them can be used here
 * @param notes what was left out, one sentence each
 * @param bytesSent bytes of blobs that were sent
 * @param bytesPresent bytes of blobs that containerd had
 */
public record ImportResult(Map<String, Digest> images, boolean usable, List<String> notes, long bytesSent, long bytesPresent) {

    public static final ImportResult NOTHING = new ImportResult(Map.of(), false, List.of(), 0, 0);

    /** Returns the outcome without the images of these names. */
    public ImportResult without(Set<String> names) {
        Map<String, Digest> left = new LinkedHashMap<>(images);
        left.keySet().removeAll(names);
        return new ImportResult(left, usable, notes, bytesSent, bytesPresent);
    }

    /** Makes the outcome of an import of a plan. */
    static ImportResult of(ArchivePlan plan, long bytesSent, long bytesPresent) {
        Map<String, Digest> images = new LinkedHashMap<>();
        plan.images().forEach(record -> images.put(record.name(), record.target().digest()));
        return new ImportResult(images, plan.isUsable(), LoadPlans.notes(plan), bytesSent, bytesPresent);
    }
}
