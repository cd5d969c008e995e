package io.quarkiverse.containerd.runtime.host.probe;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.quarkiverse.containerd.runtime.host.ExecutableLocator;
import io.quarkiverse.containerd.runtime.host.ShortCommand;
import io.quarkiverse.containerd.runtime.render.facts.RuntimePrograms;

/**
 * Checks whether gVisor's network stack refuses to run on this kernel. Releases before 20240807 mistake any network
 * namespace that has {@code net.core.rmem_default} for the host's, and newer kernels have it in each one ({@code
 * isRootNetNS} in gVisor's {@code runsc/sandbox/network.go}).
 */
final class RunscNetworkProbe {

    private static final int FIRST_SOUND_RELEASE = 20240807;
    private static final String SETTING = "/proc/sys/net/core/rmem_default";
    /** Matches {@code release-20240729.0}, and a date preceded by the version of a distribution. */
    private static final Pattern RELEASE = Pattern.compile("runsc version \\D*(?:0\\.0~)?(\\d{8})\\b");

    private final ExecutableLocator commands = new ExecutableLocator(ExecutableLocator.COMMAND_DIRECTORIES);

    boolean needsHostNetwork(RuntimePrograms programs) {
        return programs.find("runsc").map(runsc -> release(runsc) < FIRST_SOUND_RELEASE && inEachNamespace()).orElse(false);
    }

    private static int release(Path runsc) {
        try {
            return release(ShortCommand.run(List.of(runsc.toString(), "--version"))).orElse(FIRST_SOUND_RELEASE);
        } catch (IOException e) {
            // starting a pod with it will tell why it does not run
            return FIRST_SOUND_RELEASE;
        }
    }

    /** Returns the date of the release as a number; empty for a build that is not a release, which is assumed to be new. */
    static Optional<Integer> release(String version) {
        Matcher matcher = RELEASE.matcher(version);
        return matcher.find() ? Optional.of(Integer.valueOf(matcher.group(1))) : Optional.empty();
    }

    private boolean inEachNamespace() {
        Optional<Path> unshare = commands.find("unshare");
        Optional<Path> cat = commands.find("cat");
        if (unshare.isEmpty() || cat.isEmpty()) {
            return false;
        }
        try {
            ShortCommand.run(List.of(unshare.get().toString(), "--net", cat.get().toString(), SETTING));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
