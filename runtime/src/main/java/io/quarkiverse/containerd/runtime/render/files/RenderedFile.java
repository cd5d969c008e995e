package io.quarkiverse.containerd.runtime.render.files;

import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

import io.quarkiverse.containerd.runtime.render.lines.RenderedLine;

/** A file to be written, with its mode. */
public record RenderedFile(Path path, List<RenderedLine> lines, Set<PosixFilePermission> mode) {

    public RenderedFile {
        lines = List.copyOf(lines);
        mode = Set.copyOf(mode);
    }

    /** Makes a file whose content does not depend on the configuration. */
    public RenderedFile(Path path, String content, Set<PosixFilePermission> mode) {
        this(path, RenderedLine.fixedLines(content), mode);
    }

    /** Returns the file's content. */
    public String content() {
        return RenderedLine.join(lines);
    }

    /** Without the content, which may hold secrets. */
    @Override
    public String toString() {
        return path + " (" + PosixFilePermissions.toString(mode) + ")";
    }
}
