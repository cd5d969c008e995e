package io.quarkiverse.containerd.apt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Downloads packages by apt, which verifies them. If the system's index does not have them, another one is fetched into a
 * private directory. A source that cannot be reached does no harm as long as the others have the packages.
 */
final class AptDownload {

    private static final Duration REPORT_INTERVAL = Duration.ofSeconds(2);

    private final AptTools tools;
    private final CommandRunner runner;
    private final Consumer<String> report;

    /**
     * @param report gets lines about the progress
     */
    AptDownload(AptTools tools, CommandRunner runner, Consumer<String> report) {
        this.tools = tools;
        this.runner = runner;
        this.report = report;
    }

    /**
     * Downloads from the system's sources.
     *
     * @param packages names of packages
     * @param work an empty directory, which may be deleted together with the result
     * @return the package files
     * @throws IOException if apt cannot provide all of the packages; the message ends with the last lines of apt's output
     */
    List<Path> download(Collection<String> packages, Path work) throws IOException {
        return download(new Wanted(packages, false), work);
    }

    /**
     * Downloads a package, and all that it depends on and is not installed, from the system's sources.
     *
     * @param name the name of the package
     * @param work an empty directory, which may be deleted together with the result
     * @return the package files
     * @throws IOException if apt cannot provide all of the packages; the message ends with the last lines of apt's output
     */
    List<Path> downloadWithDependencies(String name, Path work) throws IOException {
        return download(new Wanted(List.of(name), true), work);
    }

    private List<Path> download(Wanted wanted, Path work) throws IOException {
        Path archives = Files.createDirectory(work.resolve("archives"));
        if (download(wanted, archives, configuration(work, false, Optional.empty())).succeeded()) {
            return list(archives);
        }
        for (Path partial : list(archives)) {
            Files.delete(partial);
        }
        report.accept("fetching a package index, because the system's does not have the packages");
        return downloadByPrivateIndex(wanted, archives, configuration(work, true, Optional.empty()));
    }

    /** @param dependencies whether to download what the packages depend on, too */
    private record Wanted(Collection<String> packages, boolean dependencies) {

        List<String> command(AptTools tools, Path configuration, Path archives) {
            return dependencies ? tools.downloadWithDependencies(configuration, archives, packages.iterator().next())
                    : tools.download(configuration, packages);
        }
    }

    /**
     * Downloads from one suite, by a private index.
     *
     * @param suite the suite
     * @param sources the suite's sources, in the deb822 format
     * @param packages names of packages
     * @param work an empty directory, which may be deleted together with the result
     * @return the package files
     * @throws IOException if apt cannot provide all of the packages; the message ends with the last lines of apt's output
     */
    List<Path> download(String suite, String sources, Collection<String> packages, Path work) throws IOException {
        Path archives = Files.createDirectory(work.resolve("archives"));
        Path file = Files.writeString(work.resolve("suite.sources"), sources);
        // With its suite, because a user's pins may prefer another one or the installed version
        List<String> ofSuite = packages.stream().map(name -> name + "/" + suite).toList();
        return downloadByPrivateIndex(new Wanted(ofSuite, false), archives, configuration(work, true, Optional.of(file)));
    }

    private List<Path> downloadByPrivateIndex(Wanted wanted, Path archives, Path configuration) throws IOException {
        // It fails if any source does, but the others may have the packages
        CommandResult update = runner.run(tools.update(configuration), archives, progress("package index"));
        CommandResult download = download(wanted, archives, configuration);
        if (!download.succeeded()) {
            throw new IOException("apt-get could not download " + String.join(", ", wanted.packages()) + ".\n"
                    + output("apt-get update", update) + output("apt-get download", download));
        }
        return list(archives);
    }

    private CommandResult download(Wanted wanted, Path archives, Path configuration) throws IOException {
        return runner.run(wanted.command(tools, configuration, archives), archives, progress("packages"));
    }

    private Path configuration(Path work, boolean privateIndex, Optional<Path> sources) throws IOException {
        Path directory = Files.createDirectory(work.resolve(privateIndex ? "apt" : "apt-system-index"));
        Files.createDirectories(directory.resolve("lists/partial"));
        Files.createDirectories(directory.resolve("cache/archives/partial"));
        return Files.writeString(directory.resolve("apt.conf"),
                AptConfiguration.render(directory, privateIndex, sources));
    }

    private FetchProgress progress(String what) {
        return new FetchProgress("fetching the " + what, REPORT_INTERVAL, System::nanoTime, report);
    }

    private static List<Path> list(Path archives) throws IOException {
        try (Stream<Path> files = Files.list(archives)) {
            return files.filter(Files::isRegularFile).filter(file -> file.toString().endsWith(".deb")).sorted().toList();
        }
    }

    private static String output(String command, CommandResult result) {
        String lines = result.lastLines().stream().filter(line -> !line.startsWith("dlstatus:"))
                .collect(Collectors.joining("\n  "));
        return command + " ended with code " + result.exitCode() + (lines.isEmpty() ? "" : ":\n  " + lines) + "\n";
    }
}
