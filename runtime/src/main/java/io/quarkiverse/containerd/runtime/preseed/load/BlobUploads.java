package io.quarkiverse.containerd.runtime.preseed.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.quarkiverse.containerd.client.BlobUpload;
import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.client.UploadResult;
import io.quarkiverse.containerd.runtime.archive.plan.DistributionSources;
import io.quarkiverse.containerd.runtime.content.BlobPlacement;
import io.quarkiverse.containerd.runtime.content.FileSource;
import io.quarkiverse.containerd.runtime.content.StagedSource;
import io.quarkiverse.containerd.runtime.preseed.store.ImportLease;
import io.quarkiverse.containerd.runtime.preseed.store.WorkerThreads;

/**
 * The streams that carry blobs to containerd, shared by all archives: a bounded number of them at a time, the largest waiting
 * blob first, so that the last ones are small and end together. No blob is sent by two streams at once: an archive that needs
 * a blob that is being sent waits for it.
 * <p>
 * The streams are platform threads, because they mostly read files, which would pin the carrier of a virtual thread.
 */
public final class BlobUploads implements AutoCloseable {

    private static final String CANCELLED = "the import was cancelled";

    private final int parallelism;
    private final BlobPlacement placement;
    private final ThreadPoolExecutor streams;
    private final Map<Key, Transfer> transfers = new HashMap<>();

    /**
     * @param parallelism the number of blobs that are sent at a time
     * @param placement brings each blob into containerd
     */
    public BlobUploads(int parallelism, BlobPlacement placement) {
        this.parallelism = parallelism;
        this.placement = placement;
        streams = new ThreadPoolExecutor(parallelism, parallelism, 0, TimeUnit.SECONDS, new PriorityBlockingQueue<>(),
                new WorkerThreads("preseed-upload"));
    }

    /** The number of blobs that are sent at a time. */
    int parallelism() {
        return parallelism;
    }

    /**
     * Returns the uploads of one archive into one namespace.
     *
     * @param urgent whether they go before those that are not urgent
     */
    Batch batch(String namespace, ImportLease lease, boolean urgent) {
        return new Batch(namespace, lease, urgent);
    }

    /** Has all that was brought reach the disk. */
    void sync() throws IOException {
        placement.syncNames();
    }

    /** Cancels all uploads. Each batch waits for the end of its own. */
    @Override
    public void close() {
        streams.shutdownNow().forEach(waiting -> ((Transfer) waiting).drop());
    }

    /** @throws CancellationException if all uploads have been cancelled */
    void refuseClosed() {
        if (streams.isShutdown()) {
            throw new CancellationException(CANCELLED);
        }
    }

    private record Key(String namespace, Digest digest) {
    }

    /**
     * The outcome of sending blobs, all of which are in the namespace now.
     *
     * @param bytesSent bytes that this batch's own streams sent
     * @param byOthers blobs that another lease brought
     */
    record Sent(long bytesSent, List<Digest> byOthers) {
    }

    /** The uploads of one archive. For one thread. */
    final class Batch implements AutoCloseable {

        private final String namespace;
        private final ImportLease lease;
        private final boolean urgent;
        private final List<Transfer> own = new ArrayList<>();

        private Batch(String namespace, ImportLease lease, boolean urgent) {
            this.namespace = namespace;
            this.lease = lease;
            this.urgent = urgent;
        }

        /**
         * Sends blobs into the namespace, and returns when it has all of them.
         *
         * @throws IOException if a source fails
         * @throws io.quarkiverse.containerd.client.ContainerdException if containerd fails
         */
        Sent send(Collection<BlobUpload> uploads) throws IOException, InterruptedException {
            Map<BlobUpload, Transfer> pending = new LinkedHashMap<>();
            uploads.forEach(upload -> pending.put(upload, transfer(upload)));
            long bytes = 0;
            List<Digest> byOthers = new ArrayList<>();
            for (Map.Entry<BlobUpload, Transfer> entry : pending.entrySet()) {
                BlobUpload upload = entry.getKey();
                Transfer transfer = entry.getValue();
                while (transfer.batch != this && !transfer.succeeds()) {
                    transfer = transfer(upload);
                }
                if (transfer.batch == this) {
                    bytes += transfer.outcome().bytesSent();
                } else {
                    addLabels(upload, transfer.upload);
                    if (transfer.batch.lease != lease) {
                        byOthers.add(upload.digest());
                    }
                }
            }
            return new Sent(bytes, byOthers);
        }

        private void addLabels(BlobUpload wanted, BlobUpload sent) {
            Map<String, String> lacking = DistributionSources.lacking(sent.labels(), wanted.labels());
            if (!lacking.isEmpty()) {
                lease.content().updateLabels(wanted.digest(), lacking);
            }
        }

        /** Returns the transfer of the blob that is under way, else a new one. */
        private Transfer transfer(BlobUpload upload) {
            synchronized (transfers) {
                return transfers.computeIfAbsent(new Key(namespace, upload.digest()), key -> {
                    Transfer transfer = new Transfer(key, this, upload);
                    own.add(transfer);
                    streams.execute(transfer);
                    return transfer;
                });
            }
        }

        /** Cancels this batch's own uploads, and returns when none of them reads its source any more. */
        @Override
        public void close() {
            own.forEach(Transfer::drop);
            own.forEach(Transfer::awaitEnd);
        }
    }

    /** A blob that is being sent, or waits for a stream. */
    private final class Transfer implements Runnable, Comparable<Transfer> {

        /** Parents go first, as they end an import, then large blobs. */
        private static final Comparator<Transfer> ORDER = Comparator
                .comparing((Transfer transfer) -> !transfer.batch.urgent)
                .thenComparing(transfer -> transfer.upload.labels().isEmpty())
                .thenComparing(transfer -> -transfer.upload.size());

        private final Key key;
        private final Batch batch;
        private final BlobUpload upload;
        private final CompletableFuture<UploadResult> end = new CompletableFuture<>();
        private final AtomicBoolean begun = new AtomicBoolean();
        private volatile boolean dropped;

        Transfer(Key key, Batch batch, BlobUpload upload) {
            this.key = key;
            this.batch = batch;
            this.upload = upload;
        }

        @Override
        public void run() {
            if (!begun.compareAndSet(false, true)) {
                return;
            }
            try {
                UploadResult result = placement.write(batch.lease.content(),
                        new BlobUpload(upload.ref(), upload.digest(), upload.size(), upload.labels(), source()));
                batch.lease.addWritten(upload.digest());
                forget();
                end.complete(result);
            } catch (Throwable e) {
                forget();
                end.completeExceptionally(e);
            }
        }

        /** The bytes, which cannot be read any more when the transfer has been dropped; a file is placed at once. */
        private BlobUpload.Source source() {
            BlobUpload.Source source = upload.source();
            if (source instanceof StagedSource) {
                return source;
            }
            return source instanceof FileSource file ? file.unless(this::refuseDropped) : (position, target) -> {
                refuseDropped();
                source.read(position, target);
            };
        }

        private void refuseDropped() {
            if (dropped) {
                throw new CancellationException(CANCELLED);
            }
        }

        /** Lets whoever needs the blob from now on send it anew. */
        private void forget() {
            synchronized (transfers) {
                transfers.remove(key, this);
            }
        }

        void drop() {
            dropped = true;
            if (begun.compareAndSet(false, true)) {
                streams.remove(this);
                forget();
                end.completeExceptionally(new CancellationException(CANCELLED));
            }
        }

        void awaitEnd() {
            end.handle((result, failure) -> null).join();
        }

        boolean succeeds() throws InterruptedException {
            try {
                end.get();
                return true;
            } catch (ExecutionException | CancellationException e) {
                return false;
            }
        }

        UploadResult outcome() throws IOException, InterruptedException {
            try {
                return end.get();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof IOException failure) {
                    throw failure;
                }
                if (e.getCause() instanceof RuntimeException failure) {
                    throw failure;
                }
                if (e.getCause() instanceof Error failure) {
                    throw failure;
                }
                throw new IllegalStateException(e.getCause());
            }
        }

        @Override
        public int compareTo(Transfer other) {
            return ORDER.compare(this, other);
        }
    }
}
