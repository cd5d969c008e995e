package io.quarkiverse.containerd.runtime.host;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The message for missing components: what is missing, where it was looked for, which packages contain it, and which
 * keys point to an installation elsewhere.
 */
public final class InstallationAdvice {

    private InstallationAdvice() {
    }

    /**
     * @param missing the components that were not found, not empty
     * @param searched the directories that were searched
     * @return several lines, without a line end after the last
     */
    public static String missing(Collection<ContainerdComponent> missing, Collection<Path> searched) {
        List<ContainerdComponent> components = missing.stream().sorted().distinct().toList();
        String executables = components.stream().flatMap(component -> component.executables().stream())
                .collect(Collectors.joining(", "));
        String directories = searched.stream().map(Path::toString).collect(Collectors.joining(":"));
        return "Not found on this machine: " + executables + " (searched " + directories + ").\n"
                + install(components) + "\n"
                + "or set quarkus.containerd.executable to the containerd to be run, quarkus.containerd.path to the"
                + " directories of its shims and runtimes, and quarkus.containerd.cni.bin-dir to the CNI plugins.";
    }

    private static String install(List<ContainerdComponent> components) {
        String debian = packages(components, ContainerdComponent::debianPackage);
        String others = packages(components, ContainerdComponent::shortPackage);
        return "Install the packages:\n"
                + "  Debian, Ubuntu: apt-get install " + debian + "\n"
                + "  Fedora: dnf install " + debian + "\n"
                + "  openSUSE: zypper install " + others + "\n"
                + "  Arch Linux: pacman -S " + others + "\n"
                + "  Alpine: apk add " + others;
    }

    private static String packages(List<ContainerdComponent> components, Function<ContainerdComponent, String> name) {
        return components.stream().map(name).collect(Collectors.joining(" "));
    }
}
