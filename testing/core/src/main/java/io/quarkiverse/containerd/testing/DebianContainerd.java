package io.quarkiverse.containerd.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.quarkiverse.containerd.apt.ContainerdBinaries;
import io.quarkiverse.containerd.apt.ContainerdPackage;
import io.quarkiverse.containerd.apt.ContainerdPackages;

/**
 * The containerd of a suite of Debian, fetched into the user's cache when first asked for. The system property
 * {@code containerd.v2.directory} puts another one in the place of {@link #V2}: the directory of its program, its shim and ctr.
 */
public enum DebianContainerd {

    /** containerd 1.6. */
    V1_6("bookworm", "1\\.6\\..*"),
    /** containerd 1.7. */
    V1_7("trixie", "1\\.7\\..*"),
    /** containerd 2.x, the first with version 3 of the configuration. */
    V2("sid", "v?2\\..*");

    private static final Optional<Path> OWN_V2 = Optional.ofNullable(System.getProperty("containerd.v2.directory"))
            .map(Path::of);
    private static final Pattern SCHEMA = Pattern.compile("(?m)^version = (\\d+)$");

    private final String suite;
    private final String versions;

    DebianContainerd(String suite, String versions) {
        this.suite = suite;
        this.versions = versions;
    }

    /** The name of the suite. */
    public String suite() {
        return suite;
    }

    /** The newest version of the configuration that it reads; an older one makes it warn. */
    public int schema() {
        Matcher version = SCHEMA.matcher(defaultConfig());
        if (!version.find()) {
            throw new IllegalStateException(executable() + " prints no version of its configuration");
        }
        return Integer.parseInt(version.group(1));
    }

    /** The configuration that it has by default. */
    public String defaultConfig() {
        try {
            return Command.run(executable().toString(), "config", "default");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A regular expression of its versions. */
    public String versions() {
        return versions;
    }

    /** The executables of containerd, with runc, the CNI plugins and, if it can be fetched, runsc. */
    public ContainerdBinaries binaries() {
        try {
            ContainerdBinaries packages = ContainerdPackages.ofThisMachine(Optional.of(suite), DebianPackage::report)
                    .resolveWithRunsc();
            return OWN_V2.filter(own -> this == V2).map(own -> replaced(packages, own)).orElse(packages);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ContainerdBinaries replaced(ContainerdBinaries packages, Path containerd) {
        Map<ContainerdPackage, Path> directories = new EnumMap<>(packages.directories());
        directories.put(ContainerdPackage.CONTAINERD, containerd);
        return new ContainerdBinaries(directories);
    }

    /** The program; its shim and ctr are beside it. */
    public Path executable() {
        return binaries().executable().orElseThrow();
    }

    /** The directories of this containerd, its shim and ctr, runc and runsc, followed by the system's, as in PATH. */
    public String searchPath() {
        return LocalContainerd.searchPath(binaries());
    }
}
