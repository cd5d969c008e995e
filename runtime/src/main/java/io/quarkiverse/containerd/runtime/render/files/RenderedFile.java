package io.quarkiverse.containerd.runtime.render.files;

import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A file to be written, with its mode. */
public record RenderedFile(Path path, String content, Set<PosixFilePermission> mode) {

    public RenderedFile {
        mode = Set.copyOf(mode);
    }

    /** Without the content, which may hold secrets. */
    @Override
    public String toString() {
        return path + " (" + PosixFilePermissions.toString(mode) + ")";
    }
}
