package io.quarkiverse.containerd.runtime.preseed;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;

import io.quarkiverse.containerd.runtime.preseed.directory.PreseedArchive;
import io.quarkiverse.containerd.runtime.preseed.directory.RunTrigger;
import io.quarkiverse.containerd.runtime.preseed.store.WorkerThreads;

/** Runs a bounded number of loads at a time, and hands their outcomes to the one thread that starts them. */
final class LoaderThreads implements AutoCloseable {

    private final int slots;
    private final Loader loader;
    private final RunTrigger trigger;
    private final EndlessLoads endless;
    private final Duration patience;
    private final ExecutorService threads;
    private final List<Load> running = new ArrayList<>();

    /**
     * @param slots the number of loads that may run at a time
     * @param trigger ends {@link #await} also when something else needs attention
     * @param endless the loads of earlier runs that have not ended
     * @param patience the time that loads have to end after they were cancelled
     */
    LoaderThreads(int slots, Loader loader, RunTrigger trigger, EndlessLoads endless, Duration patience) {
        this.slots = slots;
        this.loader = loader;
        this.trigger = trigger;
        this.endless = endless;
        this.patience = patience;
        this.threads = Executors.newFixedThreadPool(slots, new WorkerThreads("preseed-archive"));
    }

    /** Loads archives, on several threads. */
    interface Loader extends AutoCloseable {

        LoadResult load(PreseedArchive archive, LoadProgress progress) throws Exception;

        /** Is told that nothing is left to load for now. */
        default void passEnded() {
        }

        /** Cancels what is under way. */
        @Override
        void close();
    }

    /** A load. Whatever it throws is its outcome. */
    final class Load extends FutureTask<LoadResult> {

        private final PreseedArchive archive;
        private final LoadProgress progress;
        private volatile Thread thread;

        private Load(PreseedArchive archive, LoadProgress progress) {
            super(() -> {
                endless.refuse(archive);
                return loader.load(archive, progress);
            });
            this.archive = archive;
            this.progress = progress;
        }

        @Override
        public void run() {
            thread = Thread.currentThread();
            super.run();
        }

        private void giveUp() {
            Thread working = thread;
            if (working != null && !isDone()) {
                endless.add(archive, working, this::isDone);
            }
        }

        @Override
        protected void done() {
            trigger.loadEnded();
        }

        PreseedArchive archive() {
            return archive;
        }

        LoadProgress progress() {
            return progress;
        }

        /**
         * Returns the outcome of a load that has ended.
         *
         * @throws ExecutionException if it failed
         */
        LoadResult result() throws ExecutionException, InterruptedException {
            return get();
        }
    }

    boolean areIdle() {
        return running.isEmpty();
    }

    boolean areBusy() {
        return running.size() == slots;
    }

    /** Notes that nothing is left to load for now. */
    void passEnded() {
        loader.passEnded();
    }

    /** Whether the directory is to be looked at, because somebody has requested it since this was asked last. */
    boolean isScanRequested() {
        return trigger.takeScan();
    }

    void start(PreseedArchive archive, LoadProgress progress) {
        Load load = new Load(archive, progress);
        running.add(load);
        threads.execute(load);
    }

    /**
     * Waits until a load ends or something else needs attention.
     *
     * @param atMost the time to wait; empty to wait for ever
     * @return the loads that have ended; their slots are free again
     */
    List<Load> await(Optional<Duration> atMost) throws InterruptedException {
        trigger.await(atMost);
        List<Load> ended = running.stream().filter(Load::isDone).toList();
        running.removeAll(ended);
        return ended;
    }

    /**
     * Cancels what is under way, and returns when that has ended, or has been given up: a load that does not end must not keep
     * containerd from being restarted.
     */
    @Override
    public void close() {
        threads.shutdownNow();
        loader.close();
        WorkerThreads.awaitEnd(threads, patience);
        running.forEach(Load::giveUp);
    }
}
