package io.quarkiverse.containerd.deployment.devservices;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;

import org.jboss.logging.Logger;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Names the directories of containerd's programs in the system property {@code containerd.test.path} before any test of this
 * module
 * runs, unless the caller of the tests has named them. Tests that need containerd are not skipped for want of an installation.
 */
public final class ContainerdForTests implements LauncherSessionListener {

    private static final String PROPERTY = "containerd.test.path";

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        if (System.getProperty(PROPERTY) != null) {
            return;
        }
        try {
            System.setProperty(PROPERTY,
                    ContainerdPackages.ofThisMachine(Optional.empty()).resolve().path().stream().map(Path::toString)
                            .collect(Collectors.joining(File.pathSeparator)));
        } catch (IOException | ContainerdUnavailableException e) {
            // Most tests do without
            Logger.getLogger(ContainerdForTests.class).warn("No containerd to test with", e);
        }
    }
}
