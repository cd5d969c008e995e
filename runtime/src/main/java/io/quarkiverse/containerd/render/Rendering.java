package io.quarkiverse.containerd.render;

import java.util.List;

/**
 * The result of rendering.
 *
 * @param files in the order in which they are to be written, each before the files that name it
 * @param adaptations what differs from the configured values because this host cannot do them, one sentence each
 * @param criEnabled whether containerd will offer the CRI service
 */
public record Rendering(List<RenderedFile> files, List<String> adaptations, boolean criEnabled) {

    public Rendering {
        files = List.copyOf(files);
        adaptations = List.copyOf(adaptations);
    }
}
