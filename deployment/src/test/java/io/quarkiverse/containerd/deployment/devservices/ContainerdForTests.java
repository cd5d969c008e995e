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
 * Names the directories of containerd's programs in the system property {@code containerd.test.path}, and that of the CNI
 * plugins in {@code containerd.test.cni-bin-dir}, before any test of this module runs, unless the caller of the tests has named
 * them. Tests that need containerd are not skipped for want of an installation.
 */
public final class ContainerdForTests implements LauncherSessionListener {

    private static final String PROPERTY = "containerd.test.path";
    private static final String CNI_PROPERTY = "containerd.test.cni-bin-dir";

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        if (System.getProperty(PROPERTY) != null) {
            return;
        }
        try {
            ContainerdBinaries binaries = ContainerdPackages.ofThisMachine(Optional.empty()).resolve();
            System.setProperty(PROPERTY,
                    binaries.path().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
            binaries.cniBinDirectory().ifPresent(directory -> System.setProperty(CNI_PROPERTY, directory.toString()));
        } catch (IOException | ContainerdUnavailableException e) {
            // Most tests do without
            Logger.getLogger(ContainerdForTests.class).warn("No containerd to test with", e);
        }
    }
}
