package io.quarkiverse.containerd.deployment.devservices;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;

import io.quarkiverse.containerd.apt.ContainerdBinaries;
import io.quarkiverse.containerd.apt.ContainerdPackages;
import io.quarkiverse.containerd.runtime.config.ContainerdBuildTimeConfig;
import io.quarkiverse.containerd.runtime.daemon.ProgressLine;
import io.quarkiverse.containerd.runtime.disk.FileSystemErrors;
import io.quarkiverse.containerd.runtime.host.CurrentUser;
import io.quarkiverse.containerd.runtime.host.ExecutableLocator;
import io.quarkiverse.containerd.runtime.host.ShortCommand;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.builditem.CuratedApplicationShutdownBuildItem;
import io.quarkus.deployment.builditem.DevServicesResultBuildItem;
import io.quarkus.deployment.builditem.LaunchModeBuildItem;
import io.quarkus.deployment.builditem.LiveReloadBuildItem;
import io.quarkus.deployment.console.ConsoleInstalledBuildItem;
import io.quarkus.deployment.dev.devservices.DevServicesConfig;
import io.quarkus.deployment.pkg.builditem.CurateOutcomeBuildItem;
import io.quarkus.deployment.pkg.builditem.OutputTargetBuildItem;
import io.quarkus.dev.spi.DevModeType;
import io.quarkus.runtime.LaunchMode;
import io.smallrye.common.os.OS;

/**
 * Gives dev and test mode a containerd of their own: its programs, fetched if they are missing, and directories below the build
 * directory. The application starts it as in production, and every key that the user configured keeps its value.
 */
class DevServicesContainerdProcessor {

    private static final Logger LOG = Logger.getLogger("io.quarkiverse.containerd.devservices");

    @BuildStep(onlyIf = { IsLocalDevelopmentOrTest.class, DevServicesConfig.Enabled.class })
    void containerd(ContainerdBuildTimeConfig config, LaunchModeBuildItem launchMode, CurateOutcomeBuildItem curateOutcome,
            OutputTargetBuildItem outputTarget, LiveReloadBuildItem liveReload, CuratedApplicationShutdownBuildItem shutdown,
            Optional<ConsoleInstalledBuildItem> consoleWithProgress, BuildProducer<DevServicesResultBuildItem> devServices) {
        UserSettings user = new UserSettings(ConfigProvider.getConfig());
        if (!config.devservices().enabled() || !user.flag(DevSettings.ENABLED, true)) {
            return;
        }
        if (!OS.LINUX.isCurrent()) {
            devServices.produce(without("containerd runs on Linux only, and this is " + System.getProperty("os.name") + "."));
            return;
        }
        DevLayout layout = inBuild(curateOutcome, outputTarget, config.devservices(), launchMode.getLaunchMode());
        try {
            devServices.produce(with(config, user, layout, liveReload, launchMode, shutdown));
        } catch (ContainerdUnavailableException e) {
            if (launchMode.getLaunchMode() == LaunchMode.TEST) {
                throw e;
            }
            devServices.produce(without(e.getMessage()));
        }
    }

    private static DevServicesResultBuildItem with(ContainerdBuildTimeConfig config, UserSettings user, DevLayout inBuild,
            LiveReloadBuildItem liveReload, LaunchModeBuildItem launchMode, CuratedApplicationShutdownBuildItem shutdown) {
        try {
            boolean root = CurrentUser.isRoot();
            ContainerdBinaries binaries = binaries(config, user, root, liveReload, launchMode.getLaunchMode());
            DevLayout layout = user.configured(DevSettings.STATE) ? inBuild
                    : inBuild.withShortState(RuntimeDirectories.ofThisProcess());
            if (!layout.equals(inBuild)) {
                PrivateDirectory.create(layout.state(), CurrentUser.uid());
                shutdown.addCloseTask(() -> delete(layout.state()), true);
            }
            Map<String, String> settings = DevSettings.of(binaries, layout, root);
            if (launchMode.getLaunchMode() == LaunchMode.DEVELOPMENT) {
                settings.putAll(DevSettings.ofDevMode());
            }
            settings.keySet().removeIf(user::configured);
            if (!liveReload.isLiveReload()) {
                LOG.infof("Dev Services for containerd: %s with its directories in %s%s",
                        settings.getOrDefault(DevSettings.EXECUTABLE, "the configured containerd"), layout.root().getParent(),
                        layout.equals(inBuild) ? ""
                                : ", but its state in " + layout.state() + ", because a socket needs a shorter path");
            }
            return result(description(user.path(DevSettings.ADDRESS)
                    .orElse(user.path(DevSettings.STATE).orElse(layout.state()).resolve("containerd.sock"))), settings);
        } catch (IOException e) {
            throw new ContainerdUnavailableException(FileSystemErrors.describe(e));
        }
    }

    /** Comes after the end of containerd. */
    private static void delete(Path state) {
        try {
            PrivateDirectory.delete(state);
        } catch (IOException e) {
            LOG.debugf("%s stays: %s", state, FileSystemErrors.describe(e));
        }
    }

    private static String description(Path socket) {
        return "containerd of this application, run without Docker. Its socket is " + socket
                + ". What it logs is in the tab containerd of the footer, and on the page Logs of the extension's card.";
    }

    /** The developer's own nodes can be worked on without containerd. */
    private static DevServicesResultBuildItem without(String reason) {
        LOG.warnf("The application runs without containerd, as with %s=false; its own nodes run. %s",
                DevSettings.ENABLED,
                reason);
        return result("no containerd can be run here", Map.of(DevSettings.ENABLED, "false"));
    }

    private static DevServicesResultBuildItem result(String description, Map<String, String> settings) {
        return DevServicesResultBuildItem.discovered().feature("containerd").description(description).config(settings).build();
    }

    private static ContainerdBinaries binaries(ContainerdBuildTimeConfig config, UserSettings user, boolean root,
            LiveReloadBuildItem liveReload, LaunchMode launchMode) throws IOException {
        Path cache = config.devservices().cacheDirectory().map(Path::toAbsolutePath)
                .orElseGet(ContainerdPackages::defaultCacheDirectory);
        ContainerdPrograms programs = new ContainerdPrograms(user.path(DevSettings.EXECUTABLE), user.paths(DevSettings.PATH),
                cache, config.devservices().containerdSuite(), user.flag(DevSettings.RUNSC_ENABLED, true));
        Resolved known = liveReload.getContextObject(Resolved.class);
        if (known != null && known.programs().equals(programs) && known.binaries().exist()) {
            return known.binaries();
        }
        if (!root && !user.configured(DevSettings.USER_NAMESPACE)) {
            requireUserNamespace();
        }
        try (ProgressLine progress = launchMode == LaunchMode.TEST ? ProgressLine.log(LOG) : ProgressLine.console()) {
            Resolved resolved = new Resolved(programs, programs.resolve(progress));
            liveReload.setContextObject(Resolved.class, resolved);
            return resolved.binaries();
        }
    }

    private static void requireUserNamespace() throws IOException {
        Optional<String> obstacle = new UserNamespaces(ExecutableLocator.forSearchPath(System.getenv("PATH")),
                ShortCommand::run, Path.of("/proc/sys")).obstacle();
        if (obstacle.isPresent()) {
            throw new ContainerdUnavailableException(
                    "containerd needs root or a user namespace, and this machine gives this user"
                            + " none: " + obstacle.get() + ". Run as root, lift the restriction, or set "
                            + DevSettings.USER_NAMESPACE + " to say how containerd is to be run.");
        }
    }

    private static DevLayout inBuild(CurateOutcomeBuildItem curateOutcome, OutputTargetBuildItem outputTarget,
            ContainerdBuildTimeConfig.DevServices config, LaunchMode launchMode) {
        String mode = launchMode.getDefaultProfile();
        String name = config.containerdSuite().map(suite -> mode + "-" + suite).orElse(mode);
        Path build = outputTarget.getOutputDirectory().toAbsolutePath();
        Path source = DevLayout.module(curateOutcome.getApplicationModel(), build);
        DevLayout layout = DevLayout.of(source, build, config.directory().map(Path::toAbsolutePath).orElse(build), name);
        return launchMode == LaunchMode.DEVELOPMENT ? layout.forDevMode(source) : layout;
    }

    /** The programs, kept over live reloads that change nothing of what their choice depends on. */
    record Resolved(ContainerdPrograms programs, ContainerdBinaries binaries) {
    }

    /** True in tests and in dev mode on this machine; a remote dev server is a deployment like any other. */
    static final class IsLocalDevelopmentOrTest implements BooleanSupplier {

        private final LaunchMode launchMode;
        private final DevModeType devModeType;

        IsLocalDevelopmentOrTest(LaunchMode launchMode, DevModeType devModeType) {
            this.launchMode = launchMode;
            this.devModeType = devModeType;
        }

        @Override
        public boolean getAsBoolean() {
            return launchMode.isDevOrTest() && devModeType != DevModeType.REMOTE_SERVER_SIDE;
        }
    }
}
