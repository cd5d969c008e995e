package io.quarkiverse.containerd.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.quarkiverse.containerd.NodeDaemon;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;

/** The containerd of a node daemon. */
record DaemonPodHost(NodeDaemon daemon, ContainerdConfig config) implements PodHost {

    private static final Pattern SANDBOX_IMAGE = Pattern.compile("(?m)^\\s*sandbox(?:_image)? = [\"'](.+)[\"']$");

    @Override
    public Path state() {
        return config.directories().state();
    }

    @Override
    public Path logs() {
        return config.directories().root().resolveSibling("pod-logs");
    }

    /** The configured one, or the one that this containerd has by default. */
    @Override
    public String sandboxImage() {
        return config.pods().sandboxImage().orElseGet(() -> {
            Matcher found = SANDBOX_IMAGE.matcher(defaultConfig());
            if (!found.find()) {
                throw new IllegalStateException("containerd tells no sandbox image: set"
                        + " quarkus.containerd.sandbox-image, such as to localhost/pause:1");
            }
            return found.group(1);
        });
    }

    private String defaultConfig() {
        String executable = config.process().executable().map(Path::toString).orElse("containerd");
        try {
            return Command.run(executable, "config", "default");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Optional<String> obstacle() {
        if (!daemon.enabled()) {
            return Optional.of("quarkus.containerd.enabled is false");
        }
        return Privileges.obstacleToPods().or(() -> daemon.criEnabled() ? Optional.empty()
                : Optional.of("this containerd runs without its CRI plugin"));
    }
}
