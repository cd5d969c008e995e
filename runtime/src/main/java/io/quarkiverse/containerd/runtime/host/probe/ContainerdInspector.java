package io.quarkiverse.containerd.runtime.host.probe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

import io.quarkiverse.containerd.runtime.host.FileSystemErrors;
import io.quarkiverse.containerd.runtime.host.HostException;
import io.quarkiverse.containerd.runtime.render.facts.ContainerdFacts;

/**
 * Finds out about a containerd executable what rendering depends on. The answer is kept as long as the executable under the
 * path is the same.
 */
public final class ContainerdInspector {

    private record Identity(Path path, long size, FileTime modified, Object inode) {

        static Identity of(Path path) throws IOException {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return new Identity(path, attributes.size(), attributes.lastModifiedTime(), attributes.fileKey());
        }
    }

    private record Answer(Identity identity, ContainerdFacts facts) {
    }

    private Answer last;

    /**
     * Returns the facts about an executable.
     *
     * @throws HostException if it is missing, cannot be run, does not answer in time, or is not containerd
     */
    public synchronized ContainerdFacts inspect(Path executable) throws HostException {
        Identity identity = identity(executable);
        if (last == null || !last.identity().equals(identity)) {
            last = new Answer(identity, ContainerdBinary.facts(executable));
        }
        return last.facts();
    }

    private static Identity identity(Path executable) throws HostException {
        try {
            return Identity.of(executable);
        } catch (IOException e) {
            throw new HostException("The executable " + executable + " cannot be read: " + FileSystemErrors.describe(e)
                    + ". Install containerd, or set quarkus.containerd.executable to where it is.", e);
        }
    }
}
