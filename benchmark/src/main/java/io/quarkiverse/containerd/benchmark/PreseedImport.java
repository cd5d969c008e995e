package io.quarkiverse.containerd.benchmark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import io.quarkiverse.containerd.NodeState;
import io.quarkiverse.containerd.Transition;
import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.runtime.archive.plan.ArchiveSettings;
import io.quarkiverse.containerd.runtime.logs.MemoryJournal;
import io.quarkiverse.containerd.runtime.preseed.Preseed;
import io.quarkiverse.containerd.runtime.preseed.PreseedStatus;
import io.quarkiverse.containerd.runtime.preseed.settings.FollowSettings;
import io.quarkiverse.containerd.runtime.preseed.settings.ImageSettings;
import io.quarkiverse.containerd.runtime.preseed.settings.ImportSettings;
import io.quarkiverse.containerd.runtime.preseed.settings.PreseedSettings;
import io.quarkiverse.containerd.runtime.preseed.settings.RetrySettings;
import io.quarkiverse.containerd.runtime.supervisor.Supervisor;
import io.quarkiverse.containerd.runtime.supervisor.SupervisorSettings;
import io.quarkiverse.containerd.runtime.supervisor.SystemClock;

/** The preseed with its default settings, below a supervisor, as the node daemon runs it. */
final class PreseedImport implements Contender {

    private static final Duration SHUTDOWN = Duration.ofSeconds(10);

    private final Path memos;
    private final PreseedSettings settings;
    private final ContainerdClient client;
    private final List<MemoryPoolMXBean> heap = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP).toList();
    private Supervisor supervisor;
    private long heapBefore;

    /**
     * @param archives what it loads
     * @param memos directory in which it records what it has loaded
     */
    PreseedImport(Archives archives, Path memos, ContainerdClient client) {
        ImportSettings defaults = ImportSettings.defaults();
        this.memos = memos;
        this.settings = new PreseedSettings(archives.preseedDirectory(), List.of("**"), ArchiveSettings.defaults(),
                new ImportSettings(defaults.parallelism(), defaults.leaseExpiry(), defaults.bandwidth(), Optional.of(memos),
                        false),
                images(archives.unpacked()), FollowSettings.none(), RetrySettings.defaults());
        this.client = client;
    }

    private static ImageSettings images(boolean unpacked) {
        ImageSettings none = ImageSettings.none();
        return unpacked ? new ImageSettings(List.of("**"), none.pin(), none.prune(), none.snapshotter()) : none;
    }

    @Override
    public void forget() throws IOException {
        Files.deleteIfExists(memos);
    }

    @Override
    public void load() throws IOException, InterruptedException {
        Preseed preseed = new Preseed(settings, () -> client, new PreseedStatus());
        supervisor = new Supervisor(SupervisorSettings.defaults(), new MemoryJournal(1000, 16384), new SystemClock());
        CompletableFuture<Void> done = new CompletableFuture<>();
        supervisor.addListener(transition -> complete(done, transition));
        supervisor.start(preseed);
        try {
            done.get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }

    @Override
    public void finish() {
        supervisor.shutdown(SHUTDOWN);
    }

    private static void complete(CompletableFuture<Void> done, Transition transition) {
        if (transition.to() == NodeState.DONE) {
            done.complete(null);
        }
        transition.failure().ifPresent(
                failure -> done.completeExceptionally(new IllegalStateException(failure.message(), failure.cause())));
    }

    @Override
    public CpuClock cpu() {
        return CpuClock.ofThisProcess();
    }

    @Override
    public void startMemory() {
        System.gc();
        heap.forEach(MemoryPoolMXBean::resetPeakUsage);
        heapBefore = heap.stream().mapToLong(pool -> pool.getUsage().getUsed()).sum();
    }

    @Override
    public long peakMemory() {
        return heap.stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum() - heapBefore;
    }
}
