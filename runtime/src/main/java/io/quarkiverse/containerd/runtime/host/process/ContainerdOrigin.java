package io.quarkiverse.containerd.runtime.host.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;

import io.quarkiverse.containerd.runtime.render.files.RenderedFile;

/**
 * What a containerd is started from. Two that are started from the same do the same.
 *
 * @param command its command line
 * @param environment its environment
 * @param program its executable
 * @param files the files that were rendered for it
 */
record ContainerdOrigin(List<String> command, Map<String, String> environment, Program program, List<RenderedFile> files) {

    /** An executable, as it was at a moment. */
    private record Program(Path path, long size, FileTime modified, Object inode) {

        static Program of(Path path) throws IOException {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return new Program(path, attributes.size(), attributes.lastModifiedTime(), attributes.fileKey());
        }
    }

    static ContainerdOrigin of(ProcessSpec process, Path executable, List<RenderedFile> files) throws IOException {
        return new ContainerdOrigin(process.command(), process.environment(), Program.of(executable), List.copyOf(files));
    }

    /** Returns a clause about what another one has changed. */
    String difference(ContainerdOrigin other) {
        if (!program.equals(other.program)) {
            return "its executable has changed";
        }
        if (!command.equals(other.command) || !environment.equals(other.environment)) {
            return "its command line or its environment has changed";
        }
        return "its configuration has changed";
    }
}
