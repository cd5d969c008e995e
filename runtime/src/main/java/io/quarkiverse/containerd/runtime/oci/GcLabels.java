package io.quarkiverse.containerd.runtime.oci;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The labels by which containerd's garbage collector finds the children of a stored index or manifest. */
final class GcLabels {

    private static final String PREFIX = "containerd.io/gc.ref.content.";

    private GcLabels() {
    }

    /**
     * Returns the labels of a parent. The key is the media type of the child and its number among the children of that
     * kind; the value is the digest of the child.
     *
     * @param children the children to keep, in order
     */
    static Map<String, String> of(List<Descriptor> children) {
        Map<String, Integer> counters = new HashMap<>();
        Map<String, String> labels = new LinkedHashMap<>();
        for (Descriptor child : children) {
            String kind = kind(child.mediaType());
            int number = counters.merge(kind, 1, Integer::sum) - 1;
            labels.put(key(kind, number), child.digest().value());
        }
        return labels;
    }

    private static String kind(String mediaType) {
        if (MediaTypes.isConfig(mediaType)) {
            return "config";
        }
        if (MediaTypes.isManifest(mediaType)) {
            return "m.";
        }
        return MediaTypes.isLayer(mediaType) ? "l." : "";
    }

    /** The first configuration has no number. */
    private static String key(String kind, int number) {
        return PREFIX + kind + (kind.equals("config") && number == 0 ? "" : Integer.toString(number));
    }
}
