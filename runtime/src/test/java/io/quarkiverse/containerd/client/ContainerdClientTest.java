package io.quarkiverse.containerd.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.google.protobuf.ByteString;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.quarkiverse.containerd.runtime.grpc.ConnectedContainerd;
import io.quarkiverse.containerd.runtime.grpc.stubs.content.ContentGrpc;
import io.quarkiverse.containerd.runtime.grpc.stubs.content.WriteAction;
import io.quarkiverse.containerd.runtime.grpc.stubs.content.WriteContentRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.content.WriteContentResponse;
import io.quarkiverse.containerd.testing.DebianContainerd;

@ParameterizedClass
@EnumSource(DebianContainerd.class)
@Tag("containerd")
class ContainerdClientTest {

    private static final int MIB = 1 << 20;
    /** The size up to which a blob is sent in one message. */
    private static final int CHUNK = MIB - 4096;
    private static final Duration HOUR = Duration.ofHours(1);

    private static ConnectedContainerd containerd;
    private static ContainerdClient client;

    @BeforeParameterizedClassInvocation
    static void start(DebianContainerd version) {
        containerd = ConnectedContainerd.start(version);
        client = containerd.client();
    }

    @AfterParameterizedClassInvocation
    static void stop() throws Exception {
        containerd.close();
    }

    @Parameter
    DebianContainerd version;

    @Test
    void tellsVersionHealthAndPid() {
        assertThat(client.version().version()).matches(version.versions());
        assertThat(client.isServing()).isTrue();
        if (version != DebianContainerd.V1_6) {
            assertThat(client.serverPid()).hasValue(containerd.process().pid());
        } else {
            assertThat(client.serverPid()).isEmpty();
        }
    }

    @Test
    void tellsTheStateOfTheRuntimeInterface() {
        CriStatus status = client.cri().status();
        assertThat(status.runtimeReady()).isTrue();
        assertThat(status.networkReady()).isFalse();
        assertThat(status.reasons()).singleElement().asString().startsWith("NetworkReady: NetworkPluginNotReady: ");
    }

    @ParameterizedTest
    @ValueSource(ints = { 0, 1, 1000, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 7 * CHUNK + 17 })
    void storesBlobsOfAnySize(int size) throws IOException {
        byte[] bytes = TestBlobs.random(size, size);
        ContentStore content = client.namespace("sizes").content();
        BlobUpload upload = TestBlobs.upload(bytes, Map.of("containerd.io/gc.root", "x", "a", "b"));

        assertThat(content.write(upload)).isEqualTo(new UploadResult(false, size));

        BlobInfo info = content.info(upload.digest()).orElseThrow();
        assertThat(info.size()).isEqualTo(size);
        assertThat(info.labels()).isEqualTo(upload.labels());
        assertThat(content.read(upload.digest(), Math.max(size, 1))).isEqualTo(bytes);
        assertThat(content.head(info, 10)).isEqualTo(java.util.Arrays.copyOf(bytes, Math.min(10, size)));
        assertThat(content.ingests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = { 500, 3 * MIB })
    void sendsNoBytesOfALargeBlobThatIsThereButSetsItsLabels(int size) throws IOException {
        byte[] bytes = TestBlobs.random(size, 42 + size);
        ContentStore content = client.namespace("again").content();
        content.write(TestBlobs.upload(bytes, Map.of("containerd.io/gc.root", "x")));

        UploadResult again = content.write(TestBlobs.upload(bytes, Map.of("more", "label")));

        assertThat(again.existed()).isTrue();
        assertThat(again.bytesSent()).isEqualTo(size > MIB ? 0 : size);
        assertThat(content.info(TestBlobs.digest(bytes)).orElseThrow().labels())
                .isEqualTo(Map.of("containerd.io/gc.root", "x", "more", "label"));
    }

    @Test
    void takesALargeBlobOverFromAnotherNamespaceWithoutSendingIt() throws IOException {
        byte[] bytes = TestBlobs.random(5 * MIB, 77);
        client.namespace("giver").content().write(TestBlobs.upload(bytes, Map.of("containerd.io/gc.root", "x")));
        ContentStore taker = client.namespace("taker").content();

        UploadResult result = taker.write(TestBlobs.upload(bytes, Map.of("containerd.io/gc.root", "y")));

        assertThat(result).isEqualTo(new UploadResult(false, 0));
        assertThat(taker.info(TestBlobs.digest(bytes)).orElseThrow().labels())
                .isEqualTo(Map.of("containerd.io/gc.root", "y"));
        assertThat(taker.read(TestBlobs.digest(bytes), bytes.length)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(ints = { 500, 3 * MIB })
    void refusesBytesThatDoNotHaveTheDigestAndLeavesNothing(int size) {
        ContentStore content = client.namespace("wrong").content();
        byte[] bytes = TestBlobs.random(size, 1);
        Digest digest = TestBlobs.digest(TestBlobs.random(size, 2));
        AtomicLong read = new AtomicLong();
        BlobUpload upload = new BlobUpload("wrong-" + digest, digest, size, Map.of(), (position, target) -> {
            read.addAndGet(target.remaining());
            TestBlobs.source(bytes).read(position, target);
        });

        assertThatThrownBy(() -> content.write(upload)).isInstanceOf(ContainerdException.class)
                .hasMessageContaining("unexpected commit digest")
                .extracting(e -> ((ContainerdException) e).code()).isEqualTo(Status.Code.FAILED_PRECONDITION);
        assertThat(content.ingests()).isEmpty();
        assertThat(content.info(digest)).isEmpty();
        assertThat(read).as("is sent once only").hasValue(size);
    }

    @Test
    void startsAgainWhenTheIngestHoldsOtherBytes() throws IOException {
        byte[] bytes = TestBlobs.random(3 * MIB, 3);
        ContentStore content = client.namespace("leftover").content();
        BlobUpload upload = TestBlobs.upload(bytes, Map.of("containerd.io/gc.root", "x"));
        try (OpenIngest leftover = new OpenIngest("leftover", WriteContentRequest.newBuilder().setAction(WriteAction.WRITE)
                .setRef(upload.ref()).setTotal(bytes.length).setData(ByteString.copyFromUtf8("other bytes")).build())) {
            leftover.finish();
        }
        assertThat(content.ingests()).extracting(Ingest::offset).containsExactly(11L);

        assertThat(content.write(upload)).isEqualTo(new UploadResult(false, bytes.length));

        assertThat(content.read(upload.digest(), bytes.length)).isEqualTo(bytes);
        assertThat(content.ingests()).isEmpty();
    }

    @Test
    void waitsForALockedReference() throws Exception {
        byte[] bytes = TestBlobs.random(1000, 4);
        ContentStore content = client.namespace("locked").content();
        BlobUpload upload = TestBlobs.upload(bytes, Map.of("containerd.io/gc.root", "x"));
        try (OpenIngest holder = new OpenIngest("locked", WriteContentRequest.newBuilder().setAction(WriteAction.STAT)
                .setRef(upload.ref()).setTotal(bytes.length).build())) {
            Thread writer = new Thread(() -> {
                try {
                    content.write(upload);
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            writer.start();
            writer.join(1500);
            assertThat(writer.isAlive()).as("waits while the reference is locked").isTrue();
            holder.close();
            writer.join(60_000);
        }
        assertThat(content.info(upload.digest())).isPresent();
    }

    @Test
    void anInterruptEndsAnUploadAndItsIngest() throws Exception {
        ContentStore content = client.namespace("interrupted").content();
        CountDownLatch underWay = new CountDownLatch(5);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Digest digest = TestBlobs.digest(new byte[] { 1 });
        BlobUpload upload = new BlobUpload("interrupted-" + digest, digest, 1L << 40, Map.of(), (position, target) -> {
            target.position(target.limit());
            underWay.countDown();
        });
        Thread writer = new Thread(() -> {
            try {
                content.write(upload);
            } catch (Exception e) {
                thrown.set(e);
            }
        });
        writer.start();
        underWay.await();
        writer.interrupt();
        writer.join(60_000);
        assertThat(writer.isAlive()).isFalse();
        assertThat(thrown.get()).isInstanceOfSatisfying(ContainerdException.class,
                e -> assertThat(e.code()).isEqualTo(Status.Code.CANCELLED));
        await().untilAsserted(() -> assertThat(content.ingests()).isEmpty());
    }

    @Test
    void aFailingSourceEndsAnUploadAndItsIngest() {
        ContentStore content = client.namespace("source").content();
        AtomicInteger reads = new AtomicInteger();
        Digest digest = TestBlobs.digest(new byte[] { 2 });
        BlobUpload upload = new BlobUpload("source-" + digest, digest, 10 * MIB, Map.of(), (position, target) -> {
            if (reads.incrementAndGet() > 3) {
                throw new IOException("the disk is gone");
            }
            target.position(target.limit());
        });

        assertThatThrownBy(() -> content.write(upload)).isInstanceOf(IOException.class).hasMessage("the disk is gone");
        assertThat(content.ingests()).isEmpty();
    }

    @Test
    void asksForManyBlobsAtOnce() throws IOException {
        ContentStore content = client.namespace("many").content();
        List<byte[]> blobs = IntStream.range(0, 200).mapToObj(i -> TestBlobs.random(100, 1000 + i)).toList();
        for (byte[] blob : blobs.subList(0, 150)) {
            content.write(TestBlobs.upload(blob, Map.of("containerd.io/gc.root", "x", "which", "mine")));
        }

        Map<Digest, BlobInfo> infos = content.infos(blobs.stream().map(TestBlobs::digest).toList());

        assertThat(infos.keySet()).containsExactlyElementsOf(blobs.subList(0, 150).stream().map(TestBlobs::digest).toList());
        assertThat(content.list()).hasSize(150);
        assertThat(content.listByLabel("which", "mine")).hasSize(150);
        assertThat(content.listByLabel("which", "\"other\\")).isEmpty();
        assertThat(content.listByLabel("which")).hasSize(150).extracting(BlobInfo::digest).isSorted();
        assertThat(content.listByLabel("none")).isEmpty();
    }

    @Test
    void mergesAndRemovesLabels() throws IOException {
        ContentStore content = client.namespace("labels").content();
        BlobUpload upload = TestBlobs.upload(new byte[] { 7 },
                Map.of("containerd.io/gc.root", "x", "stays", "1", "goes", "2"));
        content.write(upload);

        content.updateLabels(upload.digest(), Map.of("containerd.io/gc.ref.content.l.0", "sha256:abc", "goes", ""));

        assertThat(content.info(upload.digest()).orElseThrow().labels()).isEqualTo(
                Map.of("containerd.io/gc.root", "x", "stays", "1", "containerd.io/gc.ref.content.l.0", "sha256:abc"));
    }

    @Test
    void doesNotReadBlobsOverTheLimit() throws IOException {
        ContentStore content = client.namespace("limits").content();
        BlobUpload upload = TestBlobs.upload(TestBlobs.random(3 * MIB, 9), Map.of("containerd.io/gc.root", "x"));
        content.write(upload);

        assertThatThrownBy(() -> content.read(upload.digest(), 2 * MIB)).isInstanceOf(ContainerdException.class)
                .hasMessageContaining("larger than 2097152 bytes");
        assertThatThrownBy(() -> content.read(TestBlobs.digest(new byte[] { 1, 2, 3 }), 1))
                .isInstanceOf(ContainerdException.class).hasMessageContaining("Content.Read: NOT_FOUND");
    }

    @Test
    void putsImageRecordsOnlyWhenTheTargetDiffers() {
        ImageStore images = client.namespace("images").images();
        ImageTarget first = new ImageTarget("application/vnd.oci.image.manifest.v1+json",
                TestBlobs.digest(new byte[] { 1 }).value(), 10, Map.of("a", "b"));
        ImageTarget second = new ImageTarget(first.mediaType(), first.digest(), 10, Map.of("a", "c"));

        assertThat(images.put("one", first)).isEqualTo(ImageStore.PutResult.CREATED);
        StoredImage created = images.get("one").orElseThrow();
        assertThat(created.target()).isEqualTo(first);
        assertThat(images.put("one", first)).isEqualTo(ImageStore.PutResult.UNCHANGED);
        assertThat(images.get("one").orElseThrow().updatedAt()).isEqualTo(created.updatedAt());
        assertThat(images.put("one", second)).isEqualTo(ImageStore.PutResult.UPDATED);
        assertThat(images.get("one").orElseThrow().target()).isEqualTo(second);
        assertThat(images.list()).extracting(StoredImage::name).containsExactly("one");
        assertThat(images.getAll(List.of("one", "two"))).containsOnlyKeys("one");
        images.delete("one", true);
        images.delete("one", true);
        assertThat(images.list()).isEmpty();
    }

    @Test
    void aLeaseKeepsWhatIsWrittenThroughItUntilItIsClosed() throws IOException {
        NamespaceClient namespace = client.namespace("leases");
        BlobUpload leased = TestBlobs.upload(TestBlobs.random(500, 21), Map.of());
        Lease lease = namespace.leases().create(HOUR, Map.of("purpose", "test"));
        lease.content().write(leased);
        assertThat(namespace.leases().listByLabel("purpose", "test")).containsExactly(lease.id());
        assertThat(namespace.leases().listByLabel("purpose", "other")).isEmpty();
        namespace.leases().create(HOUR, Map.of()).closeAndCollect();
        assertThat(namespace.content().info(leased.digest())).isPresent();

        lease.closeAndCollect();
        lease.close();

        assertThat(namespace.content().info(leased.digest())).isEmpty();
        assertThat(namespace.leases().list()).isEmpty();
    }

    @Test
    void aLeaseKeepsABlobThatIsAddedByDigestWithWhatItRefersTo() throws IOException {
        NamespaceClient namespace = client.namespace("added");
        BlobUpload child = TestBlobs.upload(TestBlobs.random(500, 31), Map.of());
        BlobUpload parent = TestBlobs.upload(TestBlobs.random(500, 32),
                Map.of("containerd.io/gc.ref.content.0", child.digest().value()));
        try (Lease writing = namespace.leases().create(HOUR, Map.of());
                Lease holding = namespace.leases().create(HOUR, Map.of())) {
            writing.content().write(child);
            writing.content().write(parent);
            holding.addContent(List.of(parent.digest()));
            writing.closeAndCollect();
            assertThat(namespace.content().infos(List.of(child.digest(), parent.digest()))).hasSize(2);
            Thread.currentThread().interrupt();
        }
        assertThat(Thread.interrupted()).isTrue();
        assertThat(namespace.leases().list()).isEmpty();
    }

    @Test
    void writingThroughALeaseThatIsGoneFails() {
        Lease lease = client.namespace("gone").leases().create(HOUR, Map.of());
        lease.close();
        assertThatThrownBy(() -> lease.content().write(TestBlobs.upload(new byte[] { 5 }, Map.of())))
                .isInstanceOf(ContainerdException.class).hasMessageContaining("Content.Write: NOT_FOUND");
    }

    @Test
    void deletesALeaseThatIsGoneWithoutComplaint() {
        LeaseStore leases = client.namespace("deleted").leases();
        Lease lease = leases.create(HOUR, Map.of());
        leases.delete(lease.id(), false);
        assertThat(leases.list()).doesNotContain(lease.id());

        leases.delete(lease.id(), true);
        lease.close();
    }

    @Test
    void listsNamespaces() throws IOException {
        client.namespace("listed").content()
                .write(TestBlobs.upload(new byte[] { 6 }, Map.of("containerd.io/gc.root", "x")));
        assertThat(client.namespaces()).contains("listed");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "a b", ".hidden", "a..b", "a-", "ä",
            "a123456789a123456789a123456789a123456789a123456789a123456789a123456789a123456" })
    void refusesNamesThatAreNoNamespace(String name) {
        assertThatThrownBy(() -> client.namespace(name)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not a valid containerd namespace: a name has 1 to 76 letters");
    }

    /** An ingest that is begun, and locked until it is closed. */
    private static final class OpenIngest implements AutoCloseable, StreamObserver<WriteContentResponse> {

        private final StreamObserver<WriteContentRequest> requests;
        private final CompletableFuture<WriteContentResponse> answered = new CompletableFuture<>();
        private final CompletableFuture<Void> ended = new CompletableFuture<>();

        /** Sends the first request and waits for the answer. */
        OpenIngest(String namespace, WriteContentRequest first) {
            Metadata headers = new Metadata();
            headers.put(Metadata.Key.of("containerd-namespace", Metadata.ASCII_STRING_MARSHALLER), namespace);
            requests = ContentGrpc.newStub(containerd.channel())
                    .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers)).write(this);
            requests.onNext(first);
            answered.orTimeout(60, TimeUnit.SECONDS).join();
        }

        void finish() {
            requests.onCompleted();
            ended.orTimeout(60, TimeUnit.SECONDS).join();
        }

        @Override
        public void close() {
            if (!ended.isDone()) {
                requests.onError(Status.CANCELLED.asException());
            }
        }

        @Override
        public void onNext(WriteContentResponse response) {
            answered.complete(response);
        }

        @Override
        public void onError(Throwable failure) {
            answered.completeExceptionally(failure);
            ended.completeExceptionally(failure);
        }

        @Override
        public void onCompleted() {
            ended.complete(null);
        }
    }
}
