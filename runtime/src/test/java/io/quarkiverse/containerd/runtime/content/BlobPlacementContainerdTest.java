package io.quarkiverse.containerd.runtime.content;

import static com.google.common.util.concurrent.Uninterruptibles.awaitUninterruptibly;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.stub.BlockingClientCall;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.quarkiverse.containerd.client.BlobInfo;
import io.quarkiverse.containerd.client.BlobUpload;
import io.quarkiverse.containerd.client.ContainerdException;
import io.quarkiverse.containerd.client.ContentMismatchException;
import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.client.Lease;
import io.quarkiverse.containerd.client.NamespaceClient;
import io.quarkiverse.containerd.client.UploadResult;
import io.quarkiverse.containerd.runtime.grpc.ConnectedContainerd;
import io.quarkiverse.containerd.runtime.grpc.stubs.content.ContentGrpc;
import io.quarkiverse.containerd.runtime.grpc.stubs.content.WriteAction;
import io.quarkiverse.containerd.runtime.grpc.stubs.content.WriteContentRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.content.WriteContentResponse;
import io.quarkiverse.containerd.runtime.host.files.Fifo;
import io.quarkiverse.containerd.runtime.preseed.NamespaceDump;
import io.quarkiverse.containerd.runtime.preseed.PreseedFixture;
import io.quarkiverse.containerd.testing.RealContainerd;

/** Blobs become files of containerd's content directory, which containerd adopts. */
@Tag("containerd")
class BlobPlacementContainerdTest extends PreseedFixture {

    private static final String LABEL = "containerd.io/gc.ref.content.0";
    private static final Duration LIFE = Duration.ofHours(1);

    private final byte[] bytes = new byte[3_000_001];
    private final Digest digest;
    private final List<String> notices = new ArrayList<>();
    private final DamagedBlobs damaged = new DamagedBlobs();
    private NamespaceClient namespace;
    private Lease lease;
    private BlobPlacement placement;
    private Path content;

    BlobPlacementContainerdTest() {
        new Random().nextBytes(bytes);
        digest = Digest.of(bytes);
    }

    @BeforeEach
    void begin() {
        use(containerd);
    }

    private void use(ConnectedContainerd daemon) {
        namespace = daemon.client().namespace("placement");
        lease = namespace.leases().create(LIFE, Map.of());
        content = daemon.client().contentDirectory().orElseThrow();
        placement = new BlobPlacement(daemon.client(), notices::add);
    }

    @AfterEach
    void end() {
        placement.close();
        lease.closeAndCollect();
    }

    private Path file() {
        return content.resolve("blobs/sha256").resolve(digest.hex());
    }

    private Path unfinished() {
        return content.resolveSibling(ContentDirectory.UNFINISHED);
    }

    private UploadResult write(BlobUpload.Source source) throws IOException {
        return placement.write(lease.content(),
                new BlobUpload(lease.id() + "-" + digest, digest, bytes.length, Map.of(LABEL, digest.value()), source));
    }

    private BlobUpload.Source whole() {
        return (position, target) -> target.put(bytes, (int) position, target.remaining());
    }

    private static BlobUpload.Source unread() {
        return (position, target) -> {
            throw new IOException("was read");
        };
    }

    private void assertIsStored() {
        assertThat(namespace.content().read(digest, bytes.length)).isEqualTo(bytes);
        assertThat(namespace.content().info(digest).orElseThrow().labels()).containsEntry(LABEL, digest.value());
        assertThat(namespace.content().ingests()).isEmpty();
    }

    @Test
    void isLikeAFileOfContainerd() throws Exception {
        assertThat(write(whole())).isEqualTo(new UploadResult(false, bytes.length));

        assertIsStored();
        assertThat(Files.getPosixFilePermissions(file())).isEqualTo(PosixFilePermissions.fromString("r--r--r--"));
        assertThat(Files.getOwner(file())).isEqualTo(Files.getOwner(content));
        assertThat(unfinished()).isEmptyDirectory();
        assertThat(notices).isEmpty();
        placement.close();
        assertThat(unfinished()).doesNotExist();

        lease.closeAndCollect();
        assertThat(file()).as("belongs to the lease").doesNotExist();
    }

    @Test
    void isCopiedFromAFileAndNotLinked(@TempDir Path directory) throws Exception {
        Path original = Files.write(directory.resolve("blob"), bytes);
        List<Long> copied = new ArrayList<>();

        write(new FileSource(original, unread(), copied::add));

        assertIsStored();
        assertThat(copied).containsExactly((long) bytes.length);
        assertThat(Files.getAttribute(file(), "unix:ino")).isNotEqualTo(Files.getAttribute(original, "unix:ino"));
        assertThat(Files.getPosixFilePermissions(file())).isEqualTo(PosixFilePermissions.fromString("r--r--r--"));
        Files.write(original, new byte[bytes.length]);
        assertIsStored();
    }

    @Test
    void aFileWithOtherBytesIsNotPlaced(@TempDir Path directory) throws Exception {
        Path original = Files.write(directory.resolve("blob"), new byte[bytes.length]);

        assertThatThrownBy(() -> write(new FileSource(original, unread(), copied -> {
        }))).isInstanceOf(ContentMismatchException.class);

        assertThat(file()).doesNotExist();
        assertThat(unfinished()).isEmptyDirectory();
    }

    @Test
    void whatHasHappenedToAFileIsToldByItsReader(@TempDir Path directory) throws Exception {
        Path original = Files.write(directory.resolve("blob"), new byte[1]);

        assertThatThrownBy(() -> write(new FileSource(original, unread(), copied -> {
        }))).isInstanceOf(IOException.class).hasMessage("was read");

        assertThat(file()).doesNotExist();
    }

    @Test
    void isNotReadForASecondNamespace() throws Exception {
        write(whole());
        NamespaceClient second = containerd.client().namespace("second");
        Lease other = second.leases().create(LIFE, Map.of());

        assertThat(placement.write(other.content(), new BlobUpload(other.id() + "-" + digest, digest, bytes.length, Map.of(),
                unread()))).isEqualTo(new UploadResult(false, 0));

        assertThat(second.content().read(digest, bytes.length)).isEqualTo(bytes);
        other.closeAndCollect();
    }

    @Test
    void isWrittenOnceForNamespacesThatWantItAtTheSameTime() throws Exception {
        try (SlowWrite first = new SlowWrite(); SecondNamespace second = new SecondNamespace()) {
            FutureTask<UploadResult> other = second.start(unread());
            first.end();

            assertThat(first.result()).isEqualTo(new UploadResult(false, bytes.length));
            assertThat(other.get()).isEqualTo(new UploadResult(false, 0));
            assertThat(second.namespace.content().read(digest, bytes.length)).isEqualTo(bytes);
        }
        assertIsStored();
    }

    @Test
    void isWrittenForASecondNamespaceIfTheFirstFails() throws Exception {
        try (SlowWrite first = new SlowWrite(); SecondNamespace second = new SecondNamespace()) {
            FutureTask<UploadResult> other = second.start(whole());
            first.fail();

            assertThatThrownBy(first::result).hasCauseInstanceOf(IOException.class);
            assertThat(other.get()).isEqualTo(new UploadResult(false, bytes.length));
            assertThat(second.namespace.content().read(digest, bytes.length)).isEqualTo(bytes);
        }
        assertThat(namespace.content().info(digest)).isEmpty();
    }

    @Test
    void aSecondNamespaceThatWaitsForTheFirstCanBeInterrupted() throws Exception {
        try (SlowWrite first = new SlowWrite(); SecondNamespace second = new SecondNamespace()) {
            FutureTask<UploadResult> other = second.start(unread());
            second.thread.interrupt();

            assertThatThrownBy(other::get).hasCauseInstanceOf(ContainerdException.class)
                    .hasMessageContaining("interrupted");
            first.end();
            assertThat(first.result()).isEqualTo(new UploadResult(false, bytes.length));
        }
        assertIsStored();
    }

    /** A write on a thread of its own, whose source waits before its end. */
    private final class SlowWrite implements AutoCloseable {

        private final CountDownLatch slow = new CountDownLatch(1);
        private final CountDownLatch proceed = new CountDownLatch(1);
        private final AtomicBoolean failing = new AtomicBoolean();
        private final FutureTask<UploadResult> write = new FutureTask<>(() -> write(this::read));

        SlowWrite() throws InterruptedException {
            new Thread(write).start();
            slow.await();
        }

        private void read(long position, ByteBuffer target) throws IOException {
            whole().read(position, target);
            if (position + target.position() == bytes.length) {
                slow.countDown();
                awaitUninterruptibly(proceed);
                if (failing.get()) {
                    throw new IOException("failed");
                }
            }
        }

        void end() {
            proceed.countDown();
        }

        void fail() {
            failing.set(true);
            end();
        }

        UploadResult result() throws Exception {
            return write.get();
        }

        @Override
        public void close() {
            end();
        }
    }

    /** A namespace that wants the blob while another one is given it. */
    private final class SecondNamespace implements AutoCloseable {

        private final NamespaceClient namespace = containerd.client().namespace("second");
        private final Lease lease = namespace.leases().create(LIFE, Map.of());
        private Thread thread;

        /** Starts to write the blob, and returns when that waits for something. */
        FutureTask<UploadResult> start(BlobUpload.Source source) {
            FutureTask<UploadResult> write = new FutureTask<>(() -> placement.write(lease.content(),
                    new BlobUpload(lease.id() + "-" + digest, digest, bytes.length, Map.of(), source)));
            thread = new Thread(write);
            thread.start();
            await().until(() -> write.isDone() || thread.getState() == Thread.State.WAITING);
            return write;
        }

        @Override
        public void close() {
            lease.closeAndCollect();
        }
    }

    @Test
    void isReadForASecondNamespaceIfItIsSmall() throws Exception {
        byte[] small = "small".getBytes(US_ASCII);
        byte[] wrong = "wrong".getBytes(US_ASCII);
        NamespaceClient second = containerd.client().namespace("second");
        Lease other = second.leases().create(LIFE, Map.of());

        assertThat(placement.write(lease.content(), small(lease, small, small))).isEqualTo(new UploadResult(false, 5));
        assertThatThrownBy(() -> placement.write(other.content(), small(other, small, wrong)))
                .isInstanceOf(ContentMismatchException.class);
        assertThat(second.content().list()).isEmpty();
        assertThat(placement.write(other.content(), small(other, small, small))).isEqualTo(new UploadResult(false, 0));
        assertThat(second.content().read(Digest.of(small), 5)).isEqualTo(small);
        other.closeAndCollect();
    }

    private static BlobUpload small(Lease lease, byte[] blob, byte[] brought) {
        return new BlobUpload(lease.id() + "-small", Digest.of(blob), blob.length, Map.of(),
                (position, target) -> target.put(brought, (int) position, target.remaining()));
    }

    @Test
    void isNotReadIfTheNamespaceHasIt() throws Exception {
        write(whole());

        assertThat(write(unread())).isEqualTo(new UploadResult(true, 0));
    }

    @Test
    void otherBytesOfTheSameLengthAreNotAdopted() throws Exception {
        byte[] wrong = bytes.clone();
        wrong[wrong.length - 1]++;
        Files.createDirectories(file().getParent());
        Files.write(file(), wrong);

        write(whole());

        assertIsStored();
    }

    @Test
    void whatIsNoFileIsReplaced() throws Exception {
        Files.createDirectories(file().getParent());
        new Fifo(file(), PosixFilePermissions.fromString("rw-------")).ensure();

        assertTimeoutPreemptively(Duration.ofMinutes(1), () -> write(whole()));

        assertIsStored();
        assertThat(file()).isRegularFile();
    }

    @Test
    void aDirectoryInTheFilesPlaceIsNamed() throws Exception {
        Files.createDirectories(file());

        assertThatThrownBy(() -> write(whole()))
                .hasMessage(file() + ": a directory is in the place of this blob's file: remove it");
    }

    /** As on a disk with a bad sector. */
    @Test
    void aFileThatCannotBeReadIsReplaced() throws Exception {
        Path unreadable = Path.of("/sys/class/net/lo/speed");
        byte[] other = Arrays.copyOf(bytes, (int) Files.size(unreadable));
        BlobUpload blob = new BlobUpload(lease.id() + "-unreadable", Digest.of(other), other.length, Map.of(),
                (position, target) -> target.put(other));
        Path file = content.resolve("blobs/sha256").resolve(blob.digest().hex());
        Files.createDirectories(file.getParent());
        Files.createSymbolicLink(file, unreadable);
        assertThatThrownBy(() -> Files.readAllBytes(file)).isInstanceOf(IOException.class);

        placement.write(lease.content(), blob);

        assertThat(namespace.content().read(blob.digest(), other.length)).isEqualTo(other);
        assertThat(file).isRegularFile().hasBinaryContent(other);
        assertThat(Files.isSymbolicLink(file)).isFalse();
    }

    /** The thread of a run may be stuck in a disk when the next run begins, and come back in the middle of that one. */
    @Test
    void aRunThatWasGivenUpDoesNotTouchFilesOfTheNextOne() throws Exception {
        byte[] other = bytes.clone();
        other[0]++;
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch back = new CountDownLatch(1);
        BlobPlacement next = new BlobPlacement(containerd.client(), notices::add);
        FutureTask<UploadResult> first = new FutureTask<>(() -> write((position, target) -> {
            whole().read(position, target);
            if (position + target.position() == bytes.length) {
                stuck.countDown();
                awaitUninterruptibly(back);
            }
        }));
        new Thread(first).start();
        stuck.await();

        BlobUpload blob = new BlobUpload(lease.id() + "-other", Digest.of(other), other.length, Map.of(),
                (position, target) -> {
                    back.countDown();
                    assertThatThrownBy(first::get).hasCauseInstanceOf(IOException.class);
                    target.put(other, (int) position, target.remaining());
                });
        next.write(lease.content(), blob);
        next.close();

        assertThat(file()).doesNotExist();
        assertThat(namespace.content().info(digest)).isEmpty();
        assertThat(namespace.content().read(blob.digest(), other.length)).isEqualTo(other);
    }

    @Test
    void blobsWithDigestsOfOtherAlgorithmsDoNotCount() throws Exception {
        write(whole());
        String hex = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-512").digest(bytes));
        Path file = content.resolve("blobs/sha512").resolve(hex);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
        adoptUnproven("sha512:" + hex);

        assertThat(namespace.content().list()).extracting(BlobInfo::digest).contains(digest);
        assertThat(lost()).isEmpty();
    }

    private void adoptUnproven(String foreign) throws Exception {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("containerd-namespace", Metadata.ASCII_STRING_MARSHALLER), namespace.name());
        headers.put(Metadata.Key.of("containerd-lease", Metadata.ASCII_STRING_MARSHALLER), lease.id());
        Channel channel = ClientInterceptors.intercept(containerd.channel(),
                MetadataUtils.newAttachHeadersInterceptor(headers));
        BlockingClientCall<WriteContentRequest, WriteContentResponse> call = ClientCalls.blockingBidiStreamingCall(channel,
                ContentGrpc.getWriteMethod(), CallOptions.DEFAULT);
        call.write(WriteContentRequest.newBuilder().setAction(WriteAction.COMMIT).setRef("foreign").setTotal(bytes.length)
                .setOffset(bytes.length).setExpected(foreign).build());
        call.halfClose();
        assertThat(call.read().getDigest()).isEqualTo(foreign);
    }

    @Test
    void bytesWithAnotherDigestGetNoName() throws Exception {
        bytes[0]++;

        assertThatThrownBy(() -> write(whole())).isInstanceOf(ContentMismatchException.class)
                .hasMessageContaining(digest.value());

        assertThat(file()).doesNotExist();
        assertThat(unfinished()).isEmptyDirectory();
        assertThat(namespace.content().info(digest)).isEmpty();
        assertThat(namespace.content().ingests()).isEmpty();
    }

    @Test
    void aBlobWhoseFileIsLostIsFoundAndPlacedAgain() throws Exception {
        write(whole());
        assertThat(lost()).isEmpty();
        assertThat(newlyDamaged()).isZero();
        Files.delete(file());
        assertThat(lost()).containsExactly(digest);
        assertThat(newlyDamaged()).isEqualTo(1);
        assertThat(newlyDamaged()).isZero();
        assertThat(write(whole()).existed()).isTrue();
        assertIsStored();
        assertThat(lost()).isEmpty();

        try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
            channel.truncate(1_000_000);
        }
        assertThat(lost()).containsExactly(digest);
        assertThat(newlyDamaged()).isEqualTo(1);
        write(whole());
        assertIsStored();
        assertThat(lost()).isEmpty();
        assertThat(newlyDamaged()).isZero();
    }

    private int newlyDamaged() throws IOException {
        AtomicInteger repairs = new AtomicInteger();
        damaged.look(containerd.client(), DamagedBlobs.Pace.none(), repairs::incrementAndGet);
        return repairs.get();
    }

    @Test
    void aDocumentWhoseFileIsLostIsPlacedAgain() throws Exception {
        byte[] document = "{}".getBytes();
        BlobUpload blob = new BlobUpload(lease.id() + "-document", Digest.of(document), 2, Map.of(),
                (position, target) -> target.put(document));
        assertThat(placement.write(lease.content(), blob)).isEqualTo(new UploadResult(false, 2));
        Files.delete(content.resolve("blobs/sha256").resolve(blob.digest().hex()));

        placement.write(lease.content(), blob);

        assertThat(namespace.content().read(blob.digest(), 2)).isEqualTo(document);
    }

    private List<Digest> lost() {
        List<BlobInfo> blobs = namespace.content().list();
        return List.copyOf(placement.lostBlobs(damaged).among(blobs));
    }

    @Test
    void whatAProcessHasLeftThatDiedIsRemoved() throws Exception {
        Files.createDirectories(file().getParent());
        Files.write(file(), bytes);
        Files.createDirectories(unfinished());
        Files.write(unfinished().resolve("half"), new byte[1000]);
        placement = new BlobPlacement(containerd.client(), notices::add);
        placement.close();
        assertThat(unfinished()).as("nobody has taken care of it").exists();

        placement = new BlobPlacement(containerd.client(), notices::add);
        placement.collectLeftovers(namespace, false);
        placement.close();

        assertThat(unfinished()).doesNotExist();
        assertThat(file()).doesNotExist();
    }

    @Test
    void containerdMayCollectGarbageAtAnyTime() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        Thread collector = new Thread(() -> {
            while (!stop.get()) {
                NamespaceDump.collect(namespace);
            }
        });
        collector.start();
        try {
            for (int i = 0; i < 30; i++) {
                byte[] other = bytes.clone();
                other[0] += i;
                Digest its = Digest.of(other);
                placement.write(lease.content(), new BlobUpload(lease.id() + "-" + its, its, other.length, Map.of(),
                        (position, target) -> target.put(other, (int) position, target.remaining())));
                assertThat(namespace.content().read(its, other.length)).isEqualTo(other);
            }
        } finally {
            stop.set(true);
            collector.join();
        }
    }

    @Test
    void isSentWhereContainerdDoesNotAdopt() throws Exception {
        RealContainerd.Setup setup = RealContainerd.Setup.of(version);
        RealContainerd.Setup isolated = setup.with((directory, socket) -> {
            setup.configuration().write(directory, socket);
            Files.writeString(directory.resolve("config.toml"), """
                    [plugins."io.containerd.metadata.v1.bolt"]
                      content_sharing_policy = "isolated"
                    """, StandardOpenOption.APPEND);
        });
        end();
        try (ConnectedContainerd daemon = ConnectedContainerd.start(isolated)) {
            use(daemon);
            assertThat(write(whole())).isEqualTo(new UploadResult(false, bytes.length));
            assertIsStored();
            assertThat(write(unread()).existed()).isTrue();

            assertThat(notices).singleElement().asString().contains("content_sharing_policy");
            try (var files = Files.list(file().getParent())) {
                assertThat(files).containsExactly(file());
            }
            Files.delete(file());
            write(whole());
            assertIsStored();
            Path orphan = Files.write(file().resolveSibling(Digest.of(new byte[1]).hex()), new byte[1]);
            placement.collectLeftovers(namespace, true);
            assertThat(orphan).doesNotExist();
            assertIsStored();
            end();
            assertThat(unfinished()).doesNotExist();
        } finally {
            use(containerd);
        }
    }

    @Test
    void isSentWhereTheFilesBelongToSomebodyElse() throws Exception {
        Files.createDirectories(file().getParent());
        Object owner = Files.getAttribute(file().getParent(), "unix:uid");
        Files.setAttribute(file().getParent(), "unix:uid", 65534);
        try {
            assertThat(write(whole())).isEqualTo(new UploadResult(false, bytes.length));
            assertIsStored();
            assertThat(write(unread()).existed()).isTrue();
            assertThat(notices).singleElement().asString().contains("belongs to another user");
        } finally {
            Files.setAttribute(file().getParent(), "unix:uid", owner);
        }
        placement.close();
        assertThat(unfinished()).doesNotExist();
    }

    @Test
    void isSentWhereSomethingElseIsInThePlaceOfTheUnfinishedFiles() throws Exception {
        Files.writeString(unfinished(), "somebody's");
        try {
            assertThat(write(whole())).isEqualTo(new UploadResult(false, bytes.length));
            assertIsStored();
            assertThat(notices).singleElement().asString()
                    .contains(ContentDirectory.UNFINISHED + " cannot be used: something else is in its place");
            placement.close();
            assertThat(unfinished()).hasContent("somebody's");
        } finally {
            Files.delete(unfinished());
        }
    }

    @Test
    void aFullDiskLeavesNothingBehind() throws Exception {
        end();
        long small = 2 << 20;
        try (ConnectedContainerd daemon = ConnectedContainerd.start(RealContainerd.Setup.of(version).onDisk(small))) {
            daemon.disk().reveal("io.containerd.content.v1.content");
            use(daemon);
            assertThatThrownBy(() -> write(whole())).isInstanceOf(IOException.class).hasMessageContaining("No space left");

            assertThat(file()).doesNotExist();
            assertThat(content.resolve("..").resolve(ContentDirectory.UNFINISHED)).isEmptyDirectory();
            daemon.disk().resize(64 << 20);
            write(whole());
            assertIsStored();
            assertThat(notices).isEmpty();
            end();
        } finally {
            use(containerd);
        }
    }

    @Test
    void isSentWhereTheDirectoryIsNotVisible() throws Exception {
        end();
        try (ConnectedContainerd daemon = ConnectedContainerd.start(RealContainerd.Setup.of(version).onDisk(64 << 20))) {
            use(daemon);
            write(whole());
            assertIsStored();

            assertThat(notices).singleElement().asString().contains("not visible");
            end();
        } finally {
            use(containerd);
        }
    }
}
