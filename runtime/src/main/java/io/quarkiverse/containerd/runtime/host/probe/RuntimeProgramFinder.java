package io.quarkiverse.containerd.runtime.host.probe;

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
        return directories.stream().flatMap(RuntimeProgramFinder::shims);
    }

    /** Lists a directory by its names alone: those of programs have thousands of files, and the start waits for it. */
    private static Stream<String> shims(Path directory) {
        String[] shims = directory.toFile().list((parent, name) -> name.startsWith(RuntimePrograms.SHIM_PREFIX));
        // what cannot be listed may still be searched by name
        return shims == null ? Stream.empty() : Stream.of(shims);
    }
}
