package io.quarkiverse.containerd.runtime.host.probe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

import io.quarkiverse.containerd.runtime.disk.FileSystemErrors;
import io.quarkiverse.containerd.runtime.host.HostException;
import io.quarkiverse.containerd.runtime.render.facts.ContainerdFacts;
import io.quarkiverse.containerd.runtime.render.facts.ContainerdVersion;

/**
 * Finds out about a containerd executable what rendering depends on. Its version is asked for each time: the executable may be
 * a script or a link that leads elsewhere by now. It is asked for the rest only if it is none of the known releases, and the
 * answer is kept as long as executable and version are the same. Safe for use by several threads, none of which waits for
 * another one.
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

    private volatile Answer last;

    /**
     * Returns the facts about an executable.
     *
     * @throws HostException if it is missing, cannot be run, does not answer in time, is not containerd, or is too old
     */
    public ContainerdFacts inspect(Path executable) throws HostException {
        Identity identity = identity(executable);
        ContainerdVersion version = version(executable);
        if (version.ownSchema().isPresent()) {
            return new ContainerdFacts(version, version.ownSchema().getAsInt());
        }
        Optional<ContainerdFacts> known = Optional.ofNullable(last).filter(answer -> answer.identity().equals(identity))
                .map(Answer::facts).filter(facts -> facts.version().equals(version));
        return known.isPresent() ? known.get()
                : keep(identity, ContainerdBinary.facts(version, executable));
    }

    private ContainerdFacts keep(Identity identity, ContainerdFacts facts) {
        last = new Answer(identity, facts);
        return facts;
    }

    private static ContainerdVersion version(Path executable) throws HostException {
        ContainerdVersion version = ContainerdBinary.version(executable);
        if (version.refusal().isPresent()) {
            throw new HostException(version.refusal().get());
        }
        return version;
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
