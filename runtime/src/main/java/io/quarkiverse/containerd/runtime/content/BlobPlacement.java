package io.quarkiverse.containerd.runtime.content;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import org.jboss.logging.Logger;

import io.quarkiverse.containerd.client.Adoption;
import io.quarkiverse.containerd.client.BlobUpload;
import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.client.ContainerdException;
import io.quarkiverse.containerd.client.ContentStore;
import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.client.Lease;
import io.quarkiverse.containerd.client.NamespaceClient;
import io.quarkiverse.containerd.client.UploadResult;
import io.quarkiverse.containerd.runtime.archive.Staging;
import io.quarkiverse.containerd.runtime.disk.FileSystemErrors;
import io.quarkiverse.containerd.runtime.grpc.SharedCalls;

/**
 * Brings blobs into containerd, as files that are placed into its content directory and adopted by one message each. Where
 * containerd does not adopt files, they are sent. Safe for use by several threads.
 */
public final class BlobPlacement implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(BlobPlacement.class);

    /**
     * The largest blob that is read although containerd has its file for another namespace: a damaged archive is to be told
     * where that costs nothing. It is also the largest file of a compressed archive that is kept in memory until it is known
     * whether it is a blob.
     */
    static final int SMALL = 16 * 1024;
    /** A file may be collected before it is adopted, but hardly twice. */
    private static final int ATTEMPTS = 2;
    private static final Duration SWEEP = Duration.ofMinutes(10);

    private final Optional<ContentDirectory> files;
    private final Consumer<String> notices;
    /** Blobs whose files containerd may not have adopted. */
    private final Set<Digest> orphans = ConcurrentHashMap.newKeySet();
    /** Whether files may be left of an earlier process that containerd has not adopted. */
    private volatile boolean leftovers;
    private volatile boolean prepared;
    /** Whether containerd adopts files; null before that is known. */
    private volatile Boolean adopts;
    private final SharedCalls<String, Boolean> preparations = new SharedCalls<>();
    /** The files that are being provided: one serves all namespaces, and is written once if several want it at a time. */
    private final SharedCalls<Digest, Provision> provisions = new SharedCalls<>();

    /**
     * A blob's file, which is there.
     *
     * @param wanted the blob for which that was seen to
     * @param written the bytes that were written
     */
    private record Provision(BlobUpload wanted, long written) {
    }

    /** @param notices is told once that blobs have to be sent, and why */
    public BlobPlacement(ContainerdClient containerd, Consumer<String> notices) {
        this.files = ContentDirectory.of(containerd);
        this.notices = notices;
        this.leftovers = files.isPresent() && files.get().hasUnfinished();
    }

    /**
     * Brings a blob into a namespace, like {@link ContentStore#write}. If the namespace has it but its file is lost, the file
     * is placed again. Small ones are placed, too: while containerd syncs what it was sent, all its other writes wait.
     *
     * @throws IOException if the source or the disk fails
     * @throws io.quarkiverse.containerd.client.ContentMismatchException if the bytes have another digest
     */
    public UploadResult write(ContentStore content, BlobUpload blob) throws IOException {
        return blob.size() > 0 && adopts(content, blob.ref()) ? place(content, blob) : send(content, blob);
    }

    /**
     * Returns a place for files that may become blobs, see {@link StagedSource}; one that takes no file where containerd does
     * not adopt any.
     *
     * @param namespace any namespace
     * @param labels the labels of the lease that it takes to find that out, by which one that is left by a crash is found
     */
    public Staging staging(NamespaceClient namespace, Map<String, String> labels) {
        return adopts(namespace, labels) ? size -> size > SMALL ? Optional.of(files.get().begin(size)) : Optional.empty()
                : Staging.none();
    }

    /**
     * Has the names of all files that have been placed reach the disk. To be called before an image refers to them: it is
     * cheaper to do once than for each file, and a blob whose file a power cut took is brought again.
     */
    public void syncNames() throws IOException {
        if (prepared) {
            files.get().syncNames();
        }
    }

    private boolean adopts(NamespaceClient namespace, Map<String, String> labels) {
        Boolean known = adopts;
        if (known != null) {
            return known;
        }
        try (Lease lease = namespace.leases().create(SWEEP, labels)) {
            return adopts(lease.content(), lease.id());
        }
    }

    private UploadResult place(ContentStore content, BlobUpload blob) throws IOException {
        long written = 0;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            written += provide(blob);
            Adoption adoption = content.adopt(blob);
            if (adoption != Adoption.ABSENT) {
                orphans.remove(blob.digest());
                return new UploadResult(adoption == Adoption.EXISTED, written);
            }
        }
        return send(content, blob);
    }

    /** Sees to it that the file of a blob is there. @return the bytes that were written for that */
    private long provide(BlobUpload blob) throws IOException {
        Provision provision = provisions.call(blob.digest(), () -> new Provision(blob, provideAlone(blob)));
        if (provision.wanted() == blob) {
            return provision.written();
        }
        verifySmall(blob);
        return 0;
    }

    private long provideAlone(BlobUpload blob) throws IOException {
        if (files.get().hasBytes(blob.digest(), blob.size())) {
            verifySmall(blob);
            return 0;
        }
        place(blob);
        return blob.size();
    }

    private void verifySmall(BlobUpload blob) throws IOException {
        if (blob.size() <= SMALL) {
            files.get().verify(blob);
        }
    }

    private void place(BlobUpload blob) throws IOException {
        orphans.add(blob.digest());
        try {
            files.get().place(blob);
        } catch (IOException | RuntimeException e) {
            if (!files.get().hasFile(blob.digest(), blob.size())) {
                orphans.remove(blob.digest());
            }
            throw e;
        }
    }

    private UploadResult send(ContentStore content, BlobUpload blob) throws IOException {
        UploadResult result = content.write(blob);
        if (!result.existed() || files.isEmpty() || files.get().hasBytes(blob.digest(), blob.size())) {
            return result;
        }
        prepare();
        files.get().place(blob);
        return new UploadResult(true, result.bytesSent() + blob.size());
    }

    private boolean adopts(ContentStore content, String ref) {
        Boolean known = adopts;
        return known != null ? known : preparations.call("adoption", () -> findAdoption(content, ref));
    }

    private boolean findAdoption(ContentStore content, String ref) {
        if (adopts == null) {
            Optional<String> obstacle = obstacle(content, ref);
            adopts = obstacle.isEmpty();
            obstacle.ifPresent(reason -> notices.accept("blobs are sent to containerd, which takes longer than to place them"
                    + " into its content directory: " + reason));
        }
        return adopts;
    }

    /** Returns why containerd does not adopt files; empty if it does. */
    private Optional<String> obstacle(ContentStore content, String ref) {
        if (files.isEmpty()) {
            return Optional.of("it is not visible to this process, or a link that leads out of containerd's root directory");
        }
        try {
            prepare();
            return isProbeAdopted(content, ref) ? Optional.empty()
                    : Optional.of("containerd does not adopt files from " + files.get() + ", perhaps because its"
                            + " content_sharing_policy is \"isolated\"");
        } catch (IOException e) {
            return Optional.of(cause(e) + " cannot be used: " + FileSystemErrors.describe(e));
        }
    }

    /** Returns the file that is in the way, if it is one alone, such as something foreign in the place of a directory. */
    private String cause(IOException failure) {
        return failure instanceof FileSystemException e && e.getFile() != null && e.getOtherFile() == null ? e.getFile()
                : files.get().toString();
    }

    private void prepare() throws IOException {
        if (!prepared) {
            preparations.call("directory", this::prepareDirectory);
        }
    }

    private boolean prepareDirectory() throws IOException {
        if (!prepared) {
            files.get().prepare();
            prepared = true;
        }
        return true;
    }

    /**
     * Tries it with a blob that nothing else has. It is collected with the lease: if it were deleted now, containerd would
     * soon collect, and the file of the first real blob might be taken before it is adopted.
     */
    private boolean isProbeAdopted(ContentStore content, String ref) throws IOException {
        BlobUpload probe = probe(ref);
        place(probe);
        boolean adopted = content.adopt(probe) == Adoption.ADOPTED;
        if (!adopted) {
            files.get().delete(probe.digest());
        }
        orphans.remove(probe.digest());
        return adopted;
    }

    private static BlobUpload probe(String ref) {
        byte[] bytes = UUID.randomUUID().toString().getBytes(US_ASCII);
        return new BlobUpload(ref + "-probe", Digest.of(bytes), bytes.length, Map.of(),
                (position, target) -> target.put(bytes, (int) position, target.remaining()));
    }

    /**
     * Returns what finds blobs that have lost their files, and that this brings again.
     *
     * @param damaged the blobs whose bytes have been found to be wrong
     */
    public LostBlobs lostBlobs(DamagedBlobs damaged) {
        return new LostBlobs(() -> files, damaged);
    }

    /**
     * Has containerd delete the files that belong to no blob and that nobody wants any more: those that an earlier process has
     * placed and containerd did not adopt, and those that containerd itself had begun when it was killed. To be called when all
     * that is wanted has been written.
     *
     * @param namespace any namespace
     * @param interrupted whether there may be such files although no earlier process has left any of ours
     */
    public void collectLeftovers(NamespaceClient namespace, boolean interrupted) {
        if (!leftovers && !interrupted) {
            return;
        }
        try {
            Lease lease = namespace.leases().create(SWEEP, Map.of());
            try {
                // containerd sweeps its files only when a blob is collected: the probe is
                lease.content().write(probe(lease.id()));
            } finally {
                lease.closeAndCollect();
            }
            leftovers = false;
        } catch (IOException | ContainerdException e) {
            LOG.debugf(e, "files that belong to no blob are left, as on a disk that is full");
        }
    }

    /** Removes the directory of unfinished files, unless the next process must know of those that were not adopted. */
    @Override
    public void close() {
        if (files.isPresent() && !leftovers && orphans.isEmpty()) {
            try {
                files.get().removeUnfinished();
            } catch (IOException e) {
                LOG.debugf(e, "%s could not be removed", ContentDirectory.UNFINISHED);
            }
        }
    }
}
