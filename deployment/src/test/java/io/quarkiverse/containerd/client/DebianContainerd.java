package io.quarkiverse.containerd.client;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;

import io.quarkiverse.containerd.deployment.devservices.ContainerdPackages;

/** The containerd of a suite of Debian, fetched into the user's cache when it is asked for the first time. */
public enum DebianContainerd {

    /** containerd 1.6. */
    V1_6("bookworm", "1\\.6\\..*"),
    /** containerd 1.7. */
    V1_7("trixie", "1\\.7\\..*"),
    /** containerd 2.x, the first with version 3 of the configuration. */
    V2("sid", "2\\..*");

    private final String suite;
    private final String versions;

    DebianContainerd(String suite, String versions) {
        this.suite = suite;
        this.versions = versions;
    }

    /** The suite of Debian. */
    public String suite() {
        return suite;
    }

    /** The newest version of the configuration that it reads; an older one makes it warn. */
    public int schema() {
        return this == V2 ? 3 : 2;
    }

    /** A pattern of the versions it has. */
    public String versions() {
        return versions;
    }

    /** The program; its shim and ctr are beside it. */
    public Path executable() {
        return Path.of(searchPath().split(File.pathSeparator)[0], "containerd");
    }

    /** A PATH with this containerd, its shim and ctr, runc and the system's directories. */
    public String searchPath() {
        try {
            return ContainerdPackages.ofThisMachine(Optional.of(suite)).resolveWithRunsc().path().stream().map(Path::toString)
                    .collect(Collectors.joining(File.pathSeparator));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
