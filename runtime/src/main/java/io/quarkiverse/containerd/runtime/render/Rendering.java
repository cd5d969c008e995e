package io.quarkiverse.containerd.runtime.render;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkiverse.containerd.runtime.render.files.HostsDirectory;
import io.quarkiverse.containerd.runtime.render.files.NetworkFiles;
import io.quarkiverse.containerd.runtime.render.files.RenderedFile;
import io.quarkiverse.containerd.runtime.render.settings.ContainerdSettings;
import io.quarkiverse.containerd.runtime.render.toml.ConfigTree;

/**
 * The result of rendering.
 *
 * @param files in the order in which they are to be written, each before the files that name it
 * @param registries what containerd is to know about registries
 * @param tree containerd's configuration, with the source of each value
 * @param environment the environment variables that containerd takes settings from
 * @param network the files of the pods' network
 * @param notes what is chosen by what this host has, and what it lacks, one sentence each
 * @param adaptations what differs from the configured values because this host cannot do them, one sentence each
 * @param warnings what this containerd or this host cannot do, so that it is left out or will not work, one sentence each
 * @param criEnabled whether containerd will offer the CRI service
 * @param snapshotter the snapshotter of pods that ask for none
 * @param gvisor whether pods can get gVisor, so that its log is to be read
 */
public record Rendering(List<RenderedFile> files, HostsDirectory registries, ConfigTree tree,
        Map<String, String> environment, NetworkFiles network, List<String> notes, List<String> adaptations,
        List<String> warnings, boolean criEnabled, String snapshotter, boolean gvisor) {

    public Rendering {
        files = List.copyOf(files);
        environment = Map.copyOf(environment);
        notes = List.copyOf(notes);
        adaptations = List.copyOf(adaptations);
        warnings = List.copyOf(warnings);
    }

    /** Returns the image of the sandbox container; empty if it is left to containerd, or if there is no CRI. */
    public Optional<String> sandboxImage() {
        JsonNode plugins = tree.root().path("plugins");
        return Stream.of(plugins.path(ContainerdSettings.CRI).path("sandbox_image"),
                plugins.path(ContainerdSettings.CRI_IMAGES).path("pinned_images").path("sandbox"))
                .filter(image -> criEnabled && image.isTextual()).map(JsonNode::textValue).findFirst();
    }

    /** Returns the same rendering with another note. */
    public Rendering plusNote(String note) {
        return new Rendering(files, registries, tree, environment, network,
                Stream.concat(notes.stream(), Stream.of(note)).toList(),
                adaptations, warnings, criEnabled, snapshotter, gvisor);
    }

    /** Returns the same rendering with another warning. */
    public Rendering plus(String warning) {
        return new Rendering(files, registries, tree, environment, network, notes, adaptations,
                Stream.concat(warnings.stream(), Stream.of(warning)).toList(), criEnabled, snapshotter, gvisor);
    }
}
