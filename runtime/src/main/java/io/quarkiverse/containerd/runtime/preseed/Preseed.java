package io.quarkiverse.containerd.runtime.preseed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.SupervisedRunnable;
import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.logs.NodeLogger;
import io.quarkiverse.containerd.runtime.content.BlobPlacement;
import io.quarkiverse.containerd.runtime.content.DamagedBlobs;
import io.quarkiverse.containerd.runtime.disk.DiskReads;
import io.quarkiverse.containerd.runtime.oci.Sha256;
import io.quarkiverse.containerd.runtime.preseed.directory.DirectoryWatch;
import io.quarkiverse.containerd.runtime.preseed.directory.PreseedDirectory;
import io.quarkiverse.containerd.runtime.preseed.directory.RunTrigger;
import io.quarkiverse.containerd.runtime.preseed.images.ImageRetention;
import io.quarkiverse.containerd.runtime.preseed.load.AllowedNames;
import io.quarkiverse.containerd.runtime.preseed.load.BroughtImages;
import io.quarkiverse.containerd.runtime.preseed.load.ImageRecords;
import io.quarkiverse.containerd.runtime.preseed.load.MemoFile;
import io.quarkiverse.containerd.runtime.preseed.load.NameOwners;
import io.quarkiverse.containerd.runtime.preseed.load.RateLimiter;
import io.quarkiverse.containerd.runtime.preseed.load.UnchangedArchives;
import io.quarkiverse.containerd.runtime.preseed.pull.ImagePulls;
import io.quarkiverse.containerd.runtime.preseed.pull.ListMailbox;
import io.quarkiverse.containerd.runtime.preseed.settings.PreseedSettings;
import io.quarkiverse.containerd.runtime.preseed.store.InterruptedImports;
import io.quarkiverse.containerd.runtime.preseed.store.NamespaceCache;
import io.quarkiverse.containerd.runtime.supervisor.Backoff;

/**
 * Loads the image archives of the preseed directory into containerd. An archive that cannot be loaded does not keep others
 * from being loaded, but makes the run fail in the end, so that it is retried. The next run only checks whether containerd
 * still has what has been loaded.
 * <p>
 * If changes of the directory are followed, the node stays HEALTHY once the required archives have been loaded, never becomes
 * DONE, and retries by itself.
 */
public final class Preseed implements SupervisedRunnable {

    /** The time after which disks are looked at again when an archive has lacked room. */
    static final Duration ROOM_POLL = Duration.ofSeconds(2);
    /** The time that reads of the directory, and loads that were cancelled, have to end. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final PreseedSettings settings;
    private final PreseedDirectory directory;
    private final DiskReads reads;
    private final Supplier<ContainerdClient> client;
    private final PreseedStatus statuses;
    private final ImageRetention retention;
    private final Set<String> logged = PreseedLog.memory();
    private final RunTrigger trigger = new RunTrigger();
    private final ListMailbox mailbox = new ListMailbox();
    private final NameOwners owners;
    private final BroughtImages brought;
    private final LoadedImages loaded;
    private final DamagedBlobs damaged = new DamagedBlobs();
    private final EndlessLoads endless = new EndlessLoads();
    private final Duration loadPatience;

    /**
     * @param client the containerd to load into
     * @param statuses the status of each archive, which outlives this object
     * @throws IllegalArgumentException if a glob or a platform of the settings is malformed
     */
    public Preseed(PreseedSettings settings, Supplier<ContainerdClient> client, PreseedStatus statuses) {
        this(settings, client, statuses, PATIENCE);
    }

    /** @param loadPatience the time that loads have to end after they were cancelled */
    Preseed(PreseedSettings settings, Supplier<ContainerdClient> client, PreseedStatus statuses, Duration loadPatience) {
        this.settings = settings;
        this.directory = new PreseedDirectory(settings);
        this.reads = reads(settings);
        this.client = client;
        this.statuses = statuses;
        this.retention = new ImageRetention(settings);
        this.owners = new NameOwners(settings.names().sandbox());
        this.brought = new BroughtImages(owners);
        this.loaded = new LoadedImages(client, statuses, settings.follow().reload());
        this.loadPatience = loadPatience;
        settings.archives().planner();
    }

    private static DiskReads reads(PreseedSettings settings) {
        return new DiskReads("the preseed directory " + settings.directory(), PATIENCE);
    }

    /** Whether there are image lists to pull from, or may be some later; never in a dry run. */
    public boolean expectsLists() {
        return !settings.imports().dryRun() && (settings.follow().follows() || hasLists());
    }

    private boolean hasLists() {
        try {
            return reads.callBriefly(directory::hasLists, true);
        } catch (IOException e) {
            return true;
        }
    }

    /**
     * Pulls the images of the image lists once the archives have been dealt with: the runnable of a node beside the preseed, so
     * that a bad archive does not disturb it.
     */
    public void pull(NodeHandle node) throws InterruptedException {
        new ImagePulls(client.get().criImages(), settings.retry().pullTimeout(),
                new Backoff(settings.retry().backoff(), new SplittableRandom()), mailbox, statuses.pulls()).run(node);
    }

    /**
     * Prepares for the import of archives while the application starts, if none has been loaded on this node before and there
     * is enough to hash: the native SHA-256 takes as long to load as a small archive.
     *
     * @param memos the file of the memos of archives
     * @param directory the preseed directory
     */
    public static void prepare(Path memos, Path directory) {
        if (!Files.exists(memos)) {
            Thread thread = new Thread(() -> {
                if (PreseedDirectory.hasBytes(directory, Sha256.WORTH_LOADING)) {
                    Sha256.load();
                }
            }, "containerd-preseed-prepare");
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** Requests a scan of the directory now, if changes are followed. @return whether they are */
    public boolean rescan() {
        loaded.rescan();
        trigger.request();
        return settings.follow().follows();
    }

    /**
     * Looks whether containerd still has the images of the archives that have been loaded, and warns of those that are newly
     * gone.
     *
     * @throws io.quarkiverse.containerd.client.ContainerdException if containerd does not answer
     */
    public void lookForImages(NodeLogger log) {
        loaded.look(log);
    }

    /**
     * Runs again, with backoff, for as long as only optional archives cannot be loaded. The node stays HEALTHY meanwhile: an
     * optional archive does not decide whether the daemon is ready.
     */
    public void runUntilLoaded(NodeHandle node) throws Exception {
        Backoff backoff = new Backoff(settings.retry().backoff(), new SplittableRandom());
        boolean healthy = false;
        while (true) {
            try {
                run(node, healthy);
                return;
            } catch (FailedArchivesException e) {
                if (e.required()) {
                    throw e;
                }
                healthy = true;
                Duration pause = backoff.next();
                new PreseedLog(node.logger(), logged).retried(e, pause);
                awaitRetry(pause);
            }
        }
    }

    /** Waits for a time, or until there is room for an archive that lacked it. */
    private void awaitRetry(Duration pause) throws InterruptedException {
        long end = System.nanoTime() + pause.toNanos();
        long left = pause.toNanos();
        while (left > 0 && statuses.archives().stream().noneMatch(ArchiveStatus::hasRoomNow)) {
            TimeUnit.NANOSECONDS.sleep(Math.min(left, ROOM_POLL.toNanos()));
            left = end - System.nanoTime();
        }
    }

    /** Runs once; fails if any archive cannot be loaded. */
    @Override
    public void run(NodeHandle node) throws Exception {
        run(node, false);
    }

    /** @param healthy whether an earlier run has signalled HEALTHY */
    private void run(NodeHandle node, boolean healthy) throws Exception {
        mailbox.reset();
        PreseedLog log = new PreseedLog(node.logger(), logged);
        if (!reads.call(directory::exists)) {
            log.noDirectory(settings.directory());
        }
        if (settings.follow().watch()) {
            node.run("watch", new DirectoryWatch(settings.directory(), trigger, reads(settings)));
        }
        ContainerdClient containerd = client.get();
        if (settings.follow().verifyRate().isPresent() && !settings.imports().dryRun()) {
            RateLimiter rate = new RateLimiter(settings.follow().verifyRate(), System::nanoTime);
            node.run("verify", new DigestCheck(containerd, damaged, rate::acquire, this::repair));
        }
        try (BlobPlacement placement = new BlobPlacement(containerd, log::notice)) {
            load(node, healthy, containerd, placement, log);
        } finally {
            statuses.endRun();
        }
    }

    private void repair() {
        loaded.damaged();
        trigger.request();
    }

    private void load(NodeHandle node, boolean healthy, ContainerdClient containerd, BlobPlacement placement, PreseedLog log)
            throws Exception {
        NamespaceCache cache = new NamespaceCache(containerd, placement.lostBlobs(damaged), System::nanoTime);
        InterruptedImports interrupted = settings.imports().dryRun() ? InterruptedImports.none(placement)
                : InterruptedImports.find(cache.namespaces(), placement);
        log.interrupted(interrupted.leases());
        Sweeper sweeper = new Sweeper(retention, interrupted, cache, log);
        MemoFile memos = MemoFile.of(settings);
        brought.add(memos);
        UnchangedArchives unchanged = new UnchangedArchives(memos, owners, cache,
                new AllowedNames(settings.names().allowed()));
        unchanged.claim(reads.call(directory::scan).archives());
        ImageRecords records = new ImageRecords(settings.images().prune(), brought, log::warn);
        ArchiveLoader loader = new ArchiveLoader(settings, containerd, cache, owners, unchanged, records, retention,
                placement);
        SandboxCheck sandbox = new SandboxCheck(settings, owners, containerd, statuses);
        try (LoaderThreads loads = new LoaderThreads(settings.imports().parallelism(), loader, trigger, endless,
                loadPatience)) {
            new PreseedLoop(node, settings, reads, statuses, loads, owners, sandbox, loaded, sweeper, mailbox,
                    log).run(healthy);
        } finally {
            unchanged.save();
        }
    }
}
