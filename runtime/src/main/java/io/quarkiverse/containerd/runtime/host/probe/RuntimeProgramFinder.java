package io.quarkiverse.containerd.runtime.host.probe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.quarkiverse.containerd.runtime.host.ExecutableLocator;
import io.quarkiverse.containerd.runtime.render.facts.RuntimePrograms;
import io.quarkiverse.containerd.runtime.render.settings.KnownRuntime;

/** Finds the shims and OCI runtimes in a list of directories; the first directory wins. */
final class RuntimeProgramFinder {

    private static final List<String> RUNTIMES = List.of("runc", "runsc");

    private final Collection<Path> directories;
    private final Collection<String> named;

    /** @param named further programs that runtime handlers name, some of them with their paths */
    RuntimeProgramFinder(Collection<Path> directories, Collection<String> named) {
        this.directories = directories;
        this.named = named;
    }

    RuntimePrograms find() {
        ExecutableLocator locator = new ExecutableLocator(directories);
        Map<String, Path> found = new TreeMap<>();
        Stream.of(RUNTIMES.stream(), KnownRuntime.ALL.stream().map(KnownRuntime::program), shims(),
                named.stream()).flatMap(names -> names)
                .forEach(name -> locator.find(name).ifPresent(program -> found.put(name, program)));
        return new RuntimePrograms(found);
    }

    private Stream<String> shims() {
        return directories.stream().filter(Files::isDirectory).flatMap(RuntimeProgramFinder::names)
                .filter(name -> name.startsWith(RuntimePrograms.SHIM_PREFIX));
    }

    private static Stream<String> names(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList().stream();
        } catch (IOException | UncheckedIOException e) {
            // what cannot be listed may still be searched by name
            return Stream.empty();
        }
    }
}
