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

    /**
     * Downloads a package and all that it depends on and is not installed.
     *
     * @param archives gets the packages
     */
    List<String> downloadWithDependencies(Path configuration, Path archives, String name) {
        List<String> command = aptGet(configuration, "install");
        // nothing is installed, so that the locks of the system's packages are of no use and not everybody's
        command.addAll(List.of("--download-only", "--yes", "--no-install-recommends", "-o", "Debug::NoLocking=true", "-o",
                "Dir::Cache::Archives=" + archives, name));
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
