package io.quarkiverse.containerd.runtime.archive.layout;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.quarkiverse.containerd.runtime.archive.FileTable;

/** Tells what is wrong with a tar file that holds neither an OCI image layout nor a docker archive, for messages. */
final class UnknownLayout {

    private static final List<String> MARKERS = List.of(OciLayoutReader.LAYOUT, DockerArchiveReader.MANIFEST);
    private static final List<String> ROOT = List.of("etc/passwd", "bin/sh", "usr/bin/env", "etc/os-release");
    /** The longest name that is repeated in a message. */
    private static final int LONGEST = 200;

    private UnknownLayout() {
    }

    /** Returns the fault and, where it is known, the cause. */
    static String describe(FileTable table) {
        Set<String> names = table.names();
        return "unrecognized image format: " + (names.isEmpty() ? "the archive has no entries"
                : "neither oci-layout nor manifest.json is in the archive"
                        + cause(table, names).map(why -> "; " + why).orElse(""));
    }

    private static Optional<String> cause(FileTable table, Set<String> names) {
        for (String marker : MARKERS) {
            Optional<String> link = table.deadEnd(marker);
            if (link.isPresent()) {
                return Optional.of(marker + " " + link.get());
            }
        }
        if (names.contains(OciLayoutReader.LAYOUT)) {
            return Optional.of("its oci-layout has no imageLayoutVersion");
        }
        Optional<String> below = names.stream()
                .filter(name -> name.length() < LONGEST && MARKERS.stream().anyMatch(marker -> name.endsWith("/" + marker)))
                .findFirst();
        if (below.isPresent()) {
            return Optional.of("it has " + below.get() + ", which must be at the top: pack it from within that directory");
        }
        if (names.contains(OciLayoutReader.INDEX)) {
            return Optional.of("it has index.json, but not oci-layout");
        }
        if (names.contains("repositories")) {
            return Optional.of("Docker before 1.10 wrote it: load it into a newer one, and save it there");
        }
        if (ROOT.stream().anyMatch(names::contains)) {
            return Optional.of("it holds a root file system, as docker export writes it: use docker save");
        }
        return names.stream().filter(name -> name.length() < LONGEST && name.matches(".*\\.(tar|tgz|tar\\.\\w+)")).findFirst()
                .map(inner -> "it holds other archives, such as " + inner + ": unpack it");
    }
}
