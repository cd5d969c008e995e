package io.quarkiverse.containerd.apt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The decisions and the cache, with an apt that only pretends. */
class ContainerdPackagesTest {

    private static final OsRelease DEBIAN = OsRelease.parse(List.of("ID=debian", "VERSION_CODENAME=bookworm"));

    @TempDir
    Path directory;

    private final FakeApt apt = new FakeApt();
    private final List<String> messages = Collections.synchronizedList(new ArrayList<>());
    private Path tools;
    private Path cache;

    @BeforeEach
    void installApt() throws IOException {
        tools = directory.resolve("tools");
        cache = directory.resolve("cache");
        executable(tools.resolve("apt-get"));
        executable(tools.resolve("dpkg-deb"));
        Files.createDirectory(directory.resolve("apt"));
        Files.writeString(directory.resolve("apt/sources.list"), "deb http://mirror.test/debian bookworm main\n");
    }

    @Test
    void fetchesEverythingOnceAndThenRunsNothing() throws Exception {
        ContainerdBinaries binaries = packages(DEBIAN).resolve();

        assertThat(binaries.executable()).contains(cache.resolve("containerd_1.0/usr/bin/containerd"));
        assertThat(binaries.path()).startsWith(cache.resolve("containerd_1.0/usr/bin"), cache.resolve("runc_1.0/usr/sbin"));
        assertThat(binaries.cniBinDirectory()).contains(cache.resolve("containernetworking-plugins_1.0/usr/lib/cni"));
        assertThat(apt.actions()).containsExactly("download", "-x", "-x", "-x");

        apt.commands.clear();
        assertThat(packages(DEBIAN).resolve()).isEqualTo(binaries);
        assertThat(apt.commands).isEmpty();
        assertNothingButPackages();
    }

    @Test
    void whatIsInstalledIsNotFetched() throws Exception {
        for (String name : ContainerdPackage.CNI_PLUGINS.executables()) {
            executable(tools.resolve(name));
        }
        executable(tools.resolve("runc"));
        // A daemon without its shim is of no use
        executable(tools.resolve("containerd"));

        ContainerdBinaries binaries = packages(DEBIAN).resolve();

        assertThat(apt.commands.get(0)).endsWith("download", "containerd");
        assertThat(binaries.directories()).containsEntry(ContainerdPackage.RUNC, tools)
                .containsEntry(ContainerdPackage.CNI_PLUGINS, tools)
                .containsEntry(ContainerdPackage.CONTAINERD, cache.resolve("containerd_1.0/usr/bin"));
    }

    @Test
    void anIndexIsFetchedWhenTheSystemsDoesNotServe() throws Exception {
        apt.failingDownloads = 1;

        assertThat(packages(DEBIAN).resolve().executable()).isPresent();
        assertThat(apt.actions()).startsWith("download", "update", "download");
        assertNothingButPackages();
    }

    @Test
    void aSourceThatFailsDoesNoHarmWhenTheOthersServe() {
        apt.failingDownloads = 1;
        apt.updateExitCode = 100;

        assertThat(packages(DEBIAN).resolve().executable()).isPresent();
    }

    @Test
    void aFailureSaysWhatAptSaidAndWhatToInstallAndLeavesNothing() throws Exception {
        apt.failingDownloads = 2;

        assertThatThrownBy(() -> packages(DEBIAN).resolve()).isInstanceOf(PackagesUnavailableException.class)
                .hasMessageStartingWith("containerd, runc, containernetworking-plugins cannot be found or fetched.")
                .hasMessageContaining("E: no such host").hasMessageContaining(cache.toString())
                .extracting(missing()).isEqualTo(ContainerdPackage.required());
        assertNothingButPackages();
    }

    @Test
    void aPackageThatCannotBeUnpackedIsNotInTheCache() throws Exception {
        apt.unpackExitCode = 2;

        assertThatThrownBy(() -> packages(DEBIAN).resolve()).hasMessageContaining("could not unpack containerd_1.0_amd64.deb");
        assertThat(cache.resolve("containerd_1.0")).doesNotExist();
        assertNothingButPackages();

        apt.unpackExitCode = 0;
        assertThat(packages(DEBIAN).resolve().executable()).isPresent();
    }

    @Test
    void aPackageWithoutItsProgramsIsAnErrorAndNotALoop() {
        apt.empty = true;

        assertThatThrownBy(() -> packages(DEBIAN).resolve()).isInstanceOf(PackagesUnavailableException.class)
                .hasMessageContaining("do not hold containerd, containerd-shim-runc-v2");
    }

    @Test
    void anotherDistributionGetsWordsInsteadOfPackages() {
        OsRelease fedora = OsRelease.parse(List.of("ID=fedora", "PRETTY_NAME=Fedora 43"));

        assertThatThrownBy(() -> packages(fedora).resolve()).isInstanceOf(PackagesUnavailableException.class)
                .hasMessageContaining("this is Fedora 43").extracting(missing()).isEqualTo(ContainerdPackage.required());
        assertThat(apt.commands).isEmpty();
    }

    @Test
    void debianWithoutAptGetsWordsToo() throws Exception {
        Files.delete(tools.resolve("dpkg-deb"));

        assertThatThrownBy(() -> packages(DEBIAN).resolve()).isInstanceOf(PackagesUnavailableException.class)
                .hasMessageContaining("where apt-get and dpkg-deb are installed");
        assertThat(apt.commands).isEmpty();
    }

    @Test
    void theLeftoversOfAKilledProcessAreRemoved() throws Exception {
        Path leftover = Files.createDirectories(cache.resolve(".work-1/unpacked/usr/bin"));
        executable(leftover.resolve("containerd"));

        packages(DEBIAN).resolve();

        assertNothingButPackages();
    }

    @Test
    void theLatestOfSeveralVersionsIsUsed() throws Exception {
        Path older = cache.resolve("runc_1.0/usr/sbin");
        Path newer = cache.resolve("runc_0.9/usr/sbin");
        executable(newer.resolve("runc"));
        executable(older.resolve("runc"));
        Files.setLastModifiedTime(cache.resolve("runc_1.0"), FileTime.from(Instant.EPOCH));

        assertThat(packages(DEBIAN).find().directories()).containsEntry(ContainerdPackage.RUNC, newer);

        Files.delete(newer.resolve("runc"));
        assertThat(packages(DEBIAN).find().directories()).containsEntry(ContainerdPackage.RUNC, older);
    }

    @Test
    void severalAtATimeFetchOnce() throws Exception {
        int threads = 4;
        CyclicBarrier barrier = new CyclicBarrier(threads);
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            Callable<ContainerdBinaries> resolve = () -> {
                barrier.await();
                return packages(DEBIAN).resolve();
            };
            List<Future<ContainerdBinaries>> results = executor.invokeAll(Collections.nCopies(threads, resolve));
            for (Future<ContainerdBinaries> result : results) {
                assertThat(result.get()).isEqualTo(packages(DEBIAN).find());
            }
        } finally {
            executor.shutdownNow();
        }
        assertThat(apt.actions()).containsOnlyOnce("download");
    }

    @Test
    void onlyContainerdComesFromTheSuiteThatIsAskedFor() throws Exception {
        ContainerdBinaries own = packages(DEBIAN).resolve();
        apt.commands.clear();

        ContainerdBinaries binaries = packages(DEBIAN, Optional.of("trixie")).resolve();

        assertThat(apt.actions()).containsExactly("update", "download", "-x");
        assertThat(apt.commands.get(1)).endsWith("download", "containerd/trixie");
        assertThat(apt.sources).singleElement().asString().contains("URIs: http://mirror.test/debian\n", "Suites: trixie\n");
        assertThat(binaries.executable()).contains(cache.resolve("trixie/containerd_1.0/usr/bin/containerd"));
        assertThat(binaries.directory(ContainerdPackage.RUNC)).isEqualTo(own.directory(ContainerdPackage.RUNC));

        apt.commands.clear();
        assertThat(packages(DEBIAN, Optional.of("trixie")).resolve()).isEqualTo(binaries);
        assertThat(packages(DEBIAN).resolve()).isEqualTo(own);
        assertThat(apt.commands).isEmpty();
        assertThat(packages(DEBIAN, Optional.of("sid")).find().executable()).isEmpty();
    }

    @Test
    void anInstalledContainerdIsNotOfTheSuiteThatIsAskedFor() throws Exception {
        for (ContainerdPackage component : ContainerdPackage.required()) {
            for (String name : component.executables()) {
                executable(tools.resolve(name));
            }
        }
        assertThat(packages(DEBIAN).resolve().executable()).contains(tools.resolve("containerd"));

        assertThat(packages(DEBIAN, Optional.of("sid")).resolve().executable())
                .contains(cache.resolve("sid/containerd_1.0/usr/bin/containerd"));
        assertThat(apt.actions()).containsExactly("update", "download", "-x");
        apt.commands.clear();
        assertThat(packages(DEBIAN, Optional.of("bookworm")).resolve().executable())
                .as("the system's own suite needs no other sources")
                .contains(cache.resolve("containerd_1.0/usr/bin/containerd"));
        assertThat(apt.actions()).containsExactly("download", "-x");
    }

    @Test
    void aSuiteThatCannotBeFetchedIsReportedBeforeAnythingElseIsFetched() throws Exception {
        apt.failingDownloads = 1;

        assertThatThrownBy(() -> packages(DEBIAN, Optional.of("trixy")).resolve())
                .isInstanceOf(PackagesUnavailableException.class)
                .hasMessageContaining("E: no such host").hasMessageContaining("containerd/trixy");
        assertThat(apt.actions()).containsExactly("update", "download");
        assertThatThrownBy(() -> packages(DEBIAN, Optional.of("tri xie"))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("\"tri xie\" is not the name of a suite");
    }

    @Test
    void aSystemWithoutASourceOfItsOwnSuiteGetsNoOther() throws Exception {
        Files.delete(directory.resolve("apt/sources.list"));

        assertThatThrownBy(() -> packages(DEBIAN, Optional.of("trixie")).resolve())
                .isInstanceOf(PackagesUnavailableException.class)
                .hasMessageContaining("no source in " + directory.resolve("apt") + " is of the suite bookworm");
    }

    @Test
    void runscComesFromTheBackportsOfTheReleaseWhoseOwnIsTooOld() {
        packages(DEBIAN).resolve();
        apt.commands.clear();

        ContainerdBinaries binaries = packages(DEBIAN).resolveWithRunsc();

        assertThat(apt.commands.get(1)).endsWith("download", "runsc/bookworm-backports");
        assertThat(binaries.path()).contains(cache.resolve("bookworm-backports/runsc_1.0/usr/bin"));
        apt.commands.clear();
        assertThat(packages(DEBIAN).resolveWithRunsc()).isEqualTo(binaries);
        assertThat(apt.commands).isEmpty();
    }

    @Test
    void runscOfALaterReleaseIsItsOwnAndThatOfADevelopmentReleaseIsNotFetched() {
        OsRelease trixie = OsRelease.parse(List.of("ID=debian", "VERSION_CODENAME=trixie"));
        OsRelease sid = OsRelease.parse(List.of("ID=debian", "VERSION_CODENAME=forky", "PRETTY_NAME=Debian forky/sid"));
        packages(sid).resolve();
        apt.commands.clear();

        assertThat(packages(sid).resolveWithRunsc().directory(ContainerdPackage.RUNSC)).isEmpty();
        assertThat(apt.commands).isEmpty();

        assertThat(packages(trixie).resolveWithRunsc().directory(ContainerdPackage.RUNSC)).isPresent();
        assertThat(apt.commands.get(0)).endsWith("download", "runsc");
    }

    @Test
    void anInstalledRunscIsTaken() throws Exception {
        executable(tools.resolve("runsc"));

        assertThat(packages(DEBIAN).resolveWithRunsc().directory(ContainerdPackage.RUNSC)).contains(tools);
        assertThat(apt.sources).isEmpty();
    }

    @Test
    void withoutRunscTheRestGoesOnAndAptIsLeftAloneForAWhile() throws Exception {
        ContainerdBinaries required = packages(DEBIAN).resolve();
        apt.failingDownloads = 1;
        messages.clear();

        assertThat(packages(DEBIAN).resolveWithRunsc()).isEqualTo(required);
        apt.commands.clear();
        assertThat(packages(DEBIAN).resolveWithRunsc()).isEqualTo(required);

        assertThat(apt.commands).isEmpty();
        assertThat(messages).filteredOn(message -> message.contains("there is no runsc")).hasSize(2)
                .allMatch(message -> message.lines().count() == 1)
                .anyMatch(message -> message.endsWith("it could not be fetched (E: no such host)"))
                .anyMatch(message -> message.contains("the next attempt is made after "));

        Files.setLastModifiedTime(cache.resolve("bookworm-backports/.missing-runsc"), FileTime.from(Instant.EPOCH));
        assertThat(packages(DEBIAN).resolveWithRunsc().directory(ContainerdPackage.RUNSC)).isPresent();
    }

    private ContainerdPackages packages(OsRelease os) {
        return packages(os, Optional.empty());
    }

    private ContainerdPackages packages(OsRelease os, Optional<String> suite) {
        SearchPath system = new SearchPath(List.of(tools));
        return new ContainerdPackages(system, new PackageSuites(os, suite), new PackageCache(cache),
                PackageFetcher.find(os, directory.resolve("apt"), system, apt, messages::add), messages::add);
    }

    private static Function<Throwable, Set<ContainerdPackage>> missing() {
        return failure -> ((PackagesUnavailableException) failure).missing();
    }

    private void assertNothingButPackages() throws IOException {
        try (Stream<Path> entries = Files.list(cache)) {
            assertThat(entries.map(entry -> entry.getFileName().toString()))
                    .allMatch(name -> name.equals(".lock") || name.endsWith("_1.0"));
        }
    }

    private static void executable(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    }

    /** Behaves as apt-get and dpkg-deb do, for packages that hold the executables of their component. */
    private static final class FakeApt implements CommandRunner {

        final List<List<String>> commands = Collections.synchronizedList(new ArrayList<>());
        final List<String> sources = new ArrayList<>();
        int failingDownloads;
        int updateExitCode;
        int unpackExitCode;
        boolean empty;

        @Override
        public CommandResult run(List<String> command, Path directory, Consumer<String> lines) throws IOException {
            commands.add(command);
            if (command.get(0).endsWith("dpkg-deb")) {
                unpack(command.get(2), Path.of(command.get(3)));
                return new CommandResult(unpackExitCode, List.of());
            }
            if (command.contains("update")) {
                Path configuration = Path.of(command.get(command.indexOf("-c") + 1));
                Path suite = configuration.resolveSibling("../suite.sources");
                if (Files.exists(suite)) {
                    sources.add(Files.readString(suite));
                }
                return new CommandResult(updateExitCode, List.of());
            }
            List<String> names = command.subList(command.indexOf("download") + 1, command.size());
            if (failingDownloads-- > 0) {
                Files.createFile(directory.resolve(names.get(0).split("/")[0] + "_0.1_amd64.deb"));
                return new CommandResult(100, List.of("dlstatus:1:0.0:x", "E: no such host"));
            }
            for (String name : names) {
                Files.createFile(directory.resolve(name.split("/")[0] + "_1.0_amd64.deb"));
            }
            return new CommandResult(0, List.of());
        }

        private void unpack(String archive, Path directory) throws IOException {
            for (ContainerdPackage component : ContainerdPackage.values()) {
                if (!empty && Path.of(archive).getFileName().toString().startsWith(component.packageName() + "_")) {
                    for (String executable : component.executables()) {
                        executable(directory.resolve(binaries(component)).resolve(executable));
                    }
                }
            }
        }

        private static String binaries(ContainerdPackage component) {
            return switch (component) {
                case CONTAINERD, RUNSC -> "usr/bin";
                case RUNC -> "usr/sbin";
                case CNI_PLUGINS -> "usr/lib/cni";
            };
        }

        List<String> actions() {
            synchronized (commands) {
                return commands.stream().map(command -> command.get(0).endsWith("dpkg-deb") ? "-x"
                        : command.contains("update") ? "update" : "download").toList();
            }
        }
    }
}
