package io.quarkiverse.containerd.runtime.preseed.store;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;

import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.client.CriImages;
import io.quarkiverse.containerd.client.NamespaceClient;
import io.quarkiverse.containerd.runtime.text.BoundedText;

/** Chooses the snapshotters that the containers of namespaces use. */
public final class Snapshotters {

    /** The label of a namespace by which containerd's client chooses. */
    private static final String DEFAULT_LABEL = "containerd.io/defaults/snapshotter";

    private final String configured;

    /** @param configured the snapshotter of the Container Runtime Interface, and of namespaces that name none */
    public Snapshotters(String configured) {
        this.configured = configured;
    }

    /**
     * Chooses the snapshotter of a namespace.
     *
     * @throws IOException if containerd does not run it; the message says which ones it runs, and why not this one
     */
    public String of(NamespaceClient namespace, ContainerdClient containerd) throws IOException {
        String name = namespace.name().equals(CriImages.NAMESPACE) ? configured
                : namespace.labels().getOrDefault(DEFAULT_LABEL, configured);
        Map<String, Optional<String>> known = containerd.snapshotters();
        if (!known.containsKey(name)) {
            throw new IOException("containerd has no snapshotter \"" + name + "\" to unpack into, only "
                    + BoundedText.names(known.entrySet().stream().filter(snapshotter -> snapshotter.getValue().isEmpty())
                            .map(Map.Entry::getKey).toList())
                    + "; set quarkus.containerd.preseed.snapshotter");
        }
        if (known.get(name).isPresent()) {
            throw new IOException("the snapshotter \"" + name + "\" to unpack into does not run: "
                    + known.get(name).get());
        }
        return name;
    }
}
