package io.quarkiverse.containerd.runtime.daemon;

import java.nio.file.Path;

import io.quarkiverse.containerd.runtime.render.Rendering;
import io.quarkiverse.containerd.runtime.render.facts.ContainerdVersion;

/**
 * The containerd that will run, and what it will read.
 *
 * @param executable the program
 * @param version what it says of itself
 * @param rendering its files, and what this host could not do as configured
 */
public record Installation(Path executable, ContainerdVersion version, Rendering rendering) {

    /** Returns the same with another note. */
    Installation plusNote(String note) {
        return new Installation(executable, version, rendering.plusNote(note));
    }

    /** Returns the same with another warning. */
    Installation plus(String warning) {
        return new Installation(executable, version, rendering.plus(warning));
    }

    /** Whether it is the same program in the same version. */
    boolean sameProgram(Installation other) {
        return executable.equals(other.executable) && version.equals(other.version);
    }
}
