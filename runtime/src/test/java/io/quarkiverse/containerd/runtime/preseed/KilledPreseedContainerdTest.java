package io.quarkiverse.containerd.runtime.preseed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import io.quarkiverse.containerd.TestNode;
import io.quarkiverse.containerd.client.BlobInfo;
import io.quarkiverse.containerd.client.ContainerdException;
import io.quarkiverse.containerd.client.DisturbingProxy;
import io.quarkiverse.containerd.client.Ingest;
import io.quarkiverse.containerd.client.NamespaceClient;
import io.quarkiverse.containerd.preseed.ArchiveReport;
import io.quarkiverse.containerd.runtime.archive.plan.ArchiveSettings;
import io.quarkiverse.containerd.runtime.grpc.ConnectedContainerd;
import io.quarkiverse.containerd.runtime.grpc.ContainerdConnection;
import io.quarkiverse.containerd.runtime.preseed.settings.ImportSettings;
import io.quarkiverse.containerd.runtime.preseed.settings.PreseedSettings;
import io.quarkiverse.containerd.testing.DebianContainerd;
import io.quarkiverse.containerd.testing.RealContainerd;
import io.quarkiverse.containerd.testing.SmallDisk;

/**
 * Ends a preseed at any moment, by force: whatever happens when, no image is half there, what is left goes away by itself, and
 * the next run comes to the same end as one that nothing disturbed, and leaves what was there. The system property
 * {@code containerd.test.kills} says how
 * often it tries on each containerd, {@code containerd.test.kills.seed} repeats what a failure has named.
 */
@ParameterizedClass
@EnumSource(DebianContainerd.class)
@Tag("containerd")
class KilledPreseedContainerdTest {

    private static final String CONTENT = "io.containerd.content.v1.content";
    private static final long DISK = 512L << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LONGEST_LEASE = ImportSettings.defaults().leaseExpiry().multipliedBy(2);
    private static final String COMPLETED = "completed";
    private static final int KILLED = 128 + 9;
    private static final List<String> NAMESPACES = List.of("one", "two");

    private static ConnectedContainerd containerd;
    private static ConnectedContainerd undisturbed;

    private enum Disturbance {
        CONTAINERD_IS_KILLED,
        RUN_IS_INTERRUPTED,
        CONNECTION_IS_CUT,
        DISK_IS_FULL,
        JVM_IS_KILLED
    }

    @Parameter
    DebianContainerd version;
    @TempDir
    Path temp;

    private final List<String> outcomes = new ArrayList<>();

    @BeforeParameterizedClassInvocation
    static void start(DebianContainerd version) {
        containerd = ConnectedContainerd.start(RealContainerd.Setup.of(version).onDisk(DISK));
        undisturbed = ConnectedContainerd.start(RealContainerd.Setup.of(version).onDisk(DISK));
    }

    @AfterParameterizedClassInvocation
    static void stop() throws Exception {
        try (ConnectedContainerd first = containerd; ConnectedContainerd second = undisturbed) {
            containerd = null;
            undisturbed = null;
        }
    }

    @Test
    void theNextRunCompletesWhateverHappenedWhenever() throws Exception {
        int tries = Integer.getInteger("containerd.test.kills", Disturbance.values().length);
        long first = Long.getLong("containerd.test.kills.seed", ThreadLocalRandom.current().nextInt(1 << 30));
        System.out.printf("containerd %s: %d kill tests, seeds from %d%n", version.versions(), tries, first);
        for (long seed = first; seed < first + tries; seed++) {
            Disturbance disturbance = Disturbance.values()[Math.floorMod(seed, Disturbance.values().length)];
            Path directory = Files.createDirectory(temp.resolve(Long.toString(seed)));
            try {
                disturb(seed, disturbance, directory);
            } catch (Throwable e) {
                throw new AssertionError("when " + disturbance + " (-Dcontainerd.test.kills=1 -Dcontainerd.test.kills.seed="
                        + seed + "): " + e.getMessage(), e);
            }
        }
        if (tries > Disturbance.values().length) {
            outcomes.stream().sorted().forEach(System.out::println);
        }
    }

    @Test
    void containerdClearsAwayWhatNobodyComesBackFor() throws Exception {
        Path directory = temp.resolve("preseed");
        new TestArchives(temp).oci(directory.resolve("one/image.tar"), "registry.test/lost:1", 1_500_000, 1);
        ImportSettings shortLived = new ImportSettings(4, Duration.ofSeconds(1));
        PreseedSettings settings = new PreseedSettings(directory, List.of(), ArchiveSettings.defaults(), shortLived);
        Path socket = temp.resolve("lost.sock");
        NamespaceClient before = containerd.client().namespace("one");
        List<String> leases = new ArrayList<>();
        List<Ingest> ingests = new ArrayList<>();
        try (DisturbingProxy proxy = new DisturbingProxy(socket, containerd.socket());
                ContainerdConnection client = new ContainerdConnection(socket)) {
            proxy.toTarget().after(1_200_000, () -> {
                leases.addAll(before.leases().list());
                ingests.addAll(before.content().ingests());
                containerd.process().destroyForcibly();
            });
            assertThatThrownBy(() -> new Preseed(settings, client::client, new PreseedStatus()).run(new TestNode()))
                    .isInstanceOf(ContainerdException.class);
        }
        assertThat(leases).hasSize(1);
        assertThat(ingests).hasSize(1);
        containerd.kill();
        containerd.run();

        NamespaceClient namespace = containerd.client().namespace("one");
        await().untilAsserted(() -> {
            assertThat(NamespaceDump.of(namespace)).isEmpty();
            StoreInvariants.nothingIsLeft(namespace);
        });
    }

    private void disturb(long seed, Disturbance disturbance, Path directory) throws Exception {
        Random random = new Random(seed);
        LayeredArchives archives = new LayeredArchives(random);
        boolean replaced = random.nextBoolean();
        Path socket = temp.resolve(seed + ".sock");
        // where the content directory cannot be seen, blobs are sent
        boolean visible = random.nextBoolean();
        try (Visible content = visible ? new Visible() : null) {
            disturb(disturbance, directory, random, archives, replaced, socket, visible);
            if (visible) {
                StoreInvariants.everyFileIsABlob(containerd);
            }
        }
    }

    private void disturb(Disturbance disturbance, Path directory, Random random, LayeredArchives archives, boolean replaced,
            Path socket, boolean visible) throws Exception {
        archives.write(directory, 0);
        Traffic traffic = loadUndisturbed(directory);
        try (DisturbingProxy proxy = new DisturbingProxy(socket, containerd.socket())) {
            DiskGrowth growth = new DiskGrowth(containerd.disk());
            Moment moment = traffic.moment(random, proxy, growth);
            String outcome = switch (disturbance) {
                case CONTAINERD_IS_KILLED -> killContainerd(moment, directory, socket);
                case RUN_IS_INTERRUPTED -> interrupt(moment, directory, socket);
                case CONNECTION_IS_CUT -> cut(proxy, moment, directory, socket);
                case DISK_IS_FULL -> fillDisk(random.nextInt((int) traffic.written()), directory, socket);
                case JVM_IS_KILLED -> killJvm(moment, directory, socket);
            };
            boolean late = proxy.toTarget().disarm() | proxy.fromTarget().disarm() | growth.disarm();
            outcomes.add(disturbance + (visible ? " (placing)" : " (sending)") + (late ? " too late " : " ") + outcome);
            for (NamespaceClient namespace : namespaces(containerd)) {
                StoreInvariants.imagesAreWhole(namespace);
                StoreInvariants.leftoversExpire(containerd, namespace, LONGEST_LEASE);
                StoreInvariants.parentsHaveTheirChildren(namespace);
            }
            if (replaced) {
                archives.write(directory, 1);
                loadUndisturbed(directory);
            }
            Map<Path, Object> files = visible ? files() : Map.of();
            load(directory, socket);
            assertAreNotWrittenAgain(files);
        }
        for (NamespaceClient namespace : namespaces(containerd)) {
            StoreInvariants.nothingIsLeft(namespace);
            StoreInvariants.imagesAreWhole(namespace);
            StoreInvariants.blobsAreTrue(namespace);
            assertThat(NamespaceDump.of(namespace))
                    .isEqualTo(NamespaceDump.of(undisturbed.client().namespace(namespace.name())));
        }
        clear(containerd);
        clear(undisturbed);
    }

    /** The files of the blobs that containerd has, with their inodes. */
    private static Map<Path, Object> files() throws IOException {
        Path directory = containerd.client().contentDirectory().orElseThrow().resolve("blobs/sha256");
        Map<Path, Object> inodes = new HashMap<>();
        for (NamespaceClient namespace : namespaces(containerd)) {
            for (BlobInfo blob : namespace.content().list()) {
                Path file = directory.resolve(blob.digest().hex());
                inodes.put(file, Files.getAttribute(file, "unix:ino"));
            }
        }
        return inodes;
    }

    private static void assertAreNotWrittenAgain(Map<Path, Object> files) throws IOException {
        for (Map.Entry<Path, Object> file : files.entrySet()) {
            if (Files.exists(file.getKey())) {
                assertThat(Files.getAttribute(file.getKey(), "unix:ino")).as("inode of %s", file.getKey())
                        .isEqualTo(file.getValue());
            }
        }
    }

    private static String killContainerd(Moment moment, Path directory, Path socket)
            throws Exception {
        Loading loading = new Loading(directory, socket);
        moment.await(containerd.process()::destroyForcibly);
        String outcome = loading.run();
        containerd.kill();
        containerd.run();
        return moment + ": " + outcome;
    }

    private static String interrupt(Moment moment, Path directory, Path socket) throws Exception {
        Loading loading = new Loading(directory, socket);
        moment.await(loading::interrupt);
        String outcome = loading.run();
        return moment + ": " + outcome;
    }

    private static String cut(DisturbingProxy proxy, Moment moment, Path directory, Path socket) throws Exception {
        Loading loading = new Loading(directory, socket);
        moment.await(proxy::cut);
        String outcome = loading.run();
        return moment + ": " + outcome;
    }

    private static String fillDisk(long room, Path directory, Path socket) throws Exception {
        containerd.disk().resize(containerd.disk().used() + room);
        String outcome = new Loading(directory, socket).run();
        containerd.disk().resize(DISK);
        assertThat(outcome).containsAnyOf("no space left on device", "No space left on device",
                "not enough disk space", COMPLETED);
        return "after " + room + " bytes: " + outcome;
    }

    private static String killJvm(Moment moment, Path directory, Path socket) throws Exception {
        Process jvm = new ProcessBuilder(PreseedProgram.command(directory, socket)).redirectErrorStream(true).start();
        try {
            moment.await(jvm::destroyForcibly);
            String output = new String(jvm.getInputStream().readAllBytes(), UTF_8);
            assertThat(jvm.waitFor()).as(output).isIn(0, KILLED);
            return moment + ": exit " + jvm.exitValue();
        } finally {
            jvm.destroyForcibly();
        }
    }

    /** Has the archives loaded into the other containerd. */
    private Traffic loadUndisturbed(Path directory) throws Exception {
        Path socket = temp.resolve("undisturbed.sock");
        long before = undisturbed.disk().used();
        try (DisturbingProxy proxy = new DisturbingProxy(socket, undisturbed.socket())) {
            load(directory, socket);
            return new Traffic(proxy.toTarget().passed(), proxy.fromTarget().passed(),
                    Math.max(1, undisturbed.disk().used() - before));
        } finally {
            Files.delete(socket);
        }
    }

    private static void load(Path directory, Path socket) throws Exception {
        PreseedStatus reports = new PreseedStatus();
        try {
            load(directory, socket, reports);
        } catch (FailedArchivesException e) {
            throw new AssertionError("undisturbed: " + reasons(e, reports), e);
        }
    }

    private static String reasons(FailedArchivesException failure, PreseedStatus reports) {
        return failure.getMessage() + reports.report().failed().stream()
                .map(archive -> ", " + archive.error().orElseThrow()).collect(Collectors.joining());
    }

    private static void load(Path directory, Path socket, PreseedStatus reports) throws Exception {
        TestNode node = new TestNode();
        try (ContainerdConnection client = new ContainerdConnection(socket)) {
            new Preseed(PreseedProgram.settings(directory), client::client, reports).run(node);
        }
        assertThat(node.signals()).containsExactly("healthy", "done");
        assertThat(reports.report().archives()).extracting(ArchiveReport::state).containsOnly(ArchiveReport.State.LOADED);
    }

    private static List<NamespaceClient> namespaces(ConnectedContainerd daemon) {
        return NAMESPACES.stream().map(daemon.client()::namespace).toList();
    }

    private static void clear(ConnectedContainerd daemon) {
        for (NamespaceClient namespace : namespaces(daemon)) {
            namespace.images().list().forEach(image -> namespace.images().delete(image.name(), false));
            assertThat(NamespaceDump.of(namespace)).isEmpty();
        }
    }

    /** Lets this process see the content directories. */
    private static final class Visible implements AutoCloseable {

        Visible() throws IOException {
            containerd.disk().reveal(CONTENT);
            undisturbed.disk().reveal(CONTENT);
        }

        @Override
        public void close() throws IOException {
            containerd.disk().hide(CONTENT);
            undisturbed.disk().hide(CONTENT);
        }
    }

    /** What a run puts through the socket and onto the disk, in bytes. */
    private record Traffic(long sent, long received, long written) {

        /** Many moments are between messages, of which the large ones would leave little to chance. */
        Moment moment(Random random, DisturbingProxy proxy, DiskGrowth growth) {
            return switch (random.nextInt(3)) {
                case 0 -> new Moment("sent", random.nextInt((int) sent), proxy.toTarget()::after);
                case 1 -> new Moment("received", random.nextInt((int) received), proxy.fromTarget()::after);
                default -> new Moment("on the disk", random.nextInt((int) written), growth::after);
            };
        }
    }

    /** When so many bytes have gone to containerd, have come from it, or are on its disk. */
    private record Moment(String where, long bytes, BiConsumer<Long, Runnable> trigger) {

        void await(Runnable action) {
            trigger.accept(bytes, action);
        }

        @Override
        public String toString() {
            return "after " + bytes + " bytes " + where;
        }
    }

    /** Does something when so many bytes have been written to a disk. */
    private static final class DiskGrowth {

        private static final long LOOK_NANOS = 200_000;

        private final SmallDisk disk;
        private final long before;
        private Runnable pending;

        DiskGrowth(SmallDisk disk) {
            this.disk = disk;
            this.before = disk.used();
        }

        synchronized void after(long bytes, Runnable action) {
            pending = action;
            Thread watch = new Thread(() -> {
                while (!act(bytes)) {
                    LockSupport.parkNanos(LOOK_NANOS);
                }
            }, "disk growth");
            watch.setDaemon(true);
            watch.start();
        }

        /** @return whether nothing is to be done any more */
        private synchronized boolean act(long bytes) {
            if (pending != null && disk.used() - before >= bytes) {
                pending.run();
                pending = null;
            }
            return pending == null;
        }

        /** Forgets what is still to be done, else returns when it has been done. @return whether it has not come to that */
        synchronized boolean disarm() {
            boolean armed = pending != null;
            pending = null;
            return armed;
        }
    }

    /** A run on a thread of its own, as under a supervisor. */
    private static final class Loading {

        private final FutureTask<String> run;
        private final Thread thread;

        Loading(Path directory, Path socket) {
            run = new FutureTask<>(() -> {
                PreseedStatus reports = new PreseedStatus();
                try {
                    load(directory, socket, reports);
                    return COMPLETED;
                } catch (InterruptedException | ContainerdException e) {
                    return e.toString();
                } catch (FailedArchivesException e) {
                    return reasons(e, reports);
                }
            });
            thread = new Thread(run, "disturbed preseed");
        }

        void interrupt() {
            thread.interrupt();
        }

        String run() throws Exception {
            thread.start();
            return run.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }
}
