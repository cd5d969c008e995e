package io.quarkiverse.containerd.apt;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The command lines of apt and dpkg.
 *
 * @param aptGet the program apt-get
 * @param dpkgDeb the program dpkg-deb
 */
record AptTools(Path aptGet, Path dpkgDeb) {

    /** Finds the programs, or nothing if one of them is missing. */
    static Optional<AptTools> find(SearchPath locator) {
        return locator.find("apt-get")
                .flatMap(aptGet -> locator.find("dpkg-deb").map(dpkgDeb -> new AptTools(aptGet, dpkgDeb)));
    }

    /** Fetches the index. */
    List<String> update(Path configuration) {
        return aptGet(configuration, "update");
    }

    /** Downloads packages into the working directory. */
    List<String> download(Path configuration, Collection<String> packages) {
        List<String> command = aptGet(configuration, "download");
        command.addAll(packages);
        return command;
    }

    /** Unpacks a package's files, running none of its scripts. */
    List<String> unpack(Path archive, Path directory) {
        return List.of(dpkgDeb.toString(), "-x", archive.toString(), directory.toString());
    }

    private List<String> aptGet(Path configuration, String action) {
        return new ArrayList<>(List.of(aptGet.toString(), "-q", "-c", configuration.toString(), action));
    }
}
