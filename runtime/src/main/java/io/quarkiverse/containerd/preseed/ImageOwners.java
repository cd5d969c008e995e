package io.quarkiverse.containerd.preseed;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.quarkiverse.containerd.oci.Digest;

/** Which archive of a run brought which image: two archives that differ over a name undo each other's work at every start. */
final class ImageOwners {

    private final Map<List<String>, Owner> owners = new HashMap<>();

    /** Notes the images of an archive. @return a sentence for each that another archive has brought with other content */
    List<String> add(PreseedArchive archive, Map<String, Digest> images) {
        List<String> warnings = new ArrayList<>();
        images.forEach((name, target) -> {
            Owner earlier = owners.put(List.of(archive.namespace(), name), new Owner(archive.path(), target));
            if (earlier != null && !earlier.target().equals(target)) {
                warnings.add("image " + name + " is in " + earlier.path() + " and, with other content, in " + archive.path()
                        + ", which counts: remove one");
            }
        });
        return warnings;
    }

    private record Owner(String path, Digest target) {
    }
}
