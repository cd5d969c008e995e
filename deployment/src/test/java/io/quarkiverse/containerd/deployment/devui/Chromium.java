package io.quarkiverse.containerd.deployment.devui;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.microsoft.playwright.BrowserType.LaunchOptions;

import io.quarkiverse.containerd.testing.DebianPackage;

/** Headless Chromium: the installed one, or Debian's, unpacked into the user's cache together with the libraries that lack. */
final class Chromium {

    private static final String HEADLESS_SHELL = "chromium-headless-shell";
    private static final List<String> ARGUMENTS = List.of("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync");

    private Chromium() {
    }

    static LaunchOptions launchOptions() {
        LaunchOptions options = new LaunchOptions().setHeadless(true).setArgs(ARGUMENTS);
        Optional<Path> installed = installed();
        if (installed.isPresent()) {
            return options.setExecutablePath(installed.get());
        }
        Path files = DebianPackage.withDependencies(HEADLESS_SHELL);
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("LD_LIBRARY_PATH",
                DebianPackage.libraries(files).stream().map(Path::toString).collect(Collectors.joining(":")));
        return options.setExecutablePath(files.resolve("usr/lib/chromium").resolve(HEADLESS_SHELL)).setEnv(environment);
    }

    private static Optional<Path> installed() {
        return Arrays.stream(System.getenv("PATH").split(":"))
                .flatMap(directory -> Stream.of("chromium", HEADLESS_SHELL).map(Path.of(directory)::resolve))
                .filter(Files::isExecutable).findFirst();
    }
}
