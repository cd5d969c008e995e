package io.quarkiverse.containerd.runtime.preseed.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import com.google.protobuf.ByteString;

import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.quarkiverse.containerd.client.BeforeCall;
import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.client.Ingest;
import io.quarkiverse.containerd.client.Lease;
import io.quarkiverse.containerd.client.NamespaceClient;
import io.quarkiverse.containerd.runtime.content.BlobPlacement;
import io.quarkiverse.containerd.runtime.grpc.ContainerdConnection;
import io.quarkiverse.containerd.runtime.grpc.stubs.content.ContentGrpc;
import io.quarkiverse.containerd.runtime.grpc.stubs.content.WriteAction;
import io.quarkiverse.containerd.runtime.grpc.stubs.content.WriteContentRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.content.WriteContentResponse;
import io.quarkiverse.containerd.runtime.preseed.PreseedFixture;

/** Leases live long enough, and what is left of an import that was cut short goes at once, and nothing else. */
@Tag("containerd")
class ImportLeasesContainerdTest extends PreseedFixture {

    private static final Duration LIFE = Duration.ofHours(1);

    private NamespaceClient namespace;

    @BeforeEach
    void chooseNamespace() {
        namespace = containerd.client().namespace("leftovers");
    }

    @AfterEach
    void clear() {
        namespace.leases().list().forEach(lease -> namespace.leases().delete(lease, true));
    }

    @Test
    void leftoversAreClearedAway() throws Exception {
        Lease cutShort = namespace.leases().create(LIFE, ImportLeases.LABELS);
        Lease ofOthers = namespace.leases().create(LIFE, Map.of());
        begin(cutShort, cutShort.id() + "-blob");
        begin(ofOthers, ofOthers.id() + "-blob");

        InterruptedImports interrupted = interrupted();

        assertThat(interrupted.leases()).isEqualTo(Map.of("leftovers", 1));
        assertThat(namespace.leases().list()).containsExactlyInAnyOrder(cutShort.id(), ofOthers.id());
        assertThat(namespace.content().ingests()).extracting(Ingest::ref).contains(ofOthers.id() + "-blob")
                .doesNotContain(cutShort.id() + "-blob");

        interrupted.release();

        assertThat(namespace.leases().list()).containsExactly(ofOthers.id());
        assertThat(interrupted().leases()).isEmpty();
    }

    @Test
    void leftoversAreFoundAgainUntilTheyHaveBeenCleared() throws Exception {
        Lease cutShort = namespace.leases().create(LIFE, ImportLeases.LABELS);
        List<String> found = new ArrayList<>();
        BeforeCall sweep = new BeforeCall("Content/Write", () -> found.addAll(namespace.leases().listByLabel(
                ImportLeases.LABEL, ImportLeases.VALUE)));
        try (ContainerdConnection client = new ContainerdConnection(containerd.socket(), sweep)) {
            interrupted(client.client()).release();
        }
        assertThat(found).as("a kill would come now").containsExactly(cutShort.id());
        assertThat(namespace.leases().list()).isEmpty();
    }

    private InterruptedImports interrupted() {
        return interrupted(containerd.client());
    }

    private static InterruptedImports interrupted(ContainerdClient client) {
        return InterruptedImports.find(List.of(client.namespace("leftovers")), new BlobPlacement(client, notice -> {
        }));
    }

    @Test
    void aLeaseOfAnInterruptedImportStays() {
        ImportLeases leases = new ImportLeases(LIFE, Instant::now);
        try (ImportLease lease = leases.join(namespace, Duration.ZERO);
                ImportLease other = leases.join(namespace, Duration.ZERO)) {
            assertThat(other).isSameAs(lease);
            lease.keep();
        }
        assertThat(interrupted().leases()).isEqualTo(Map.of("leftovers", 1));
    }

    @Test
    void anImportDoesNotJoinALeaseThatMayEndBeforeIt() {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
        ImportLeases leases = new ImportLeases(LIFE, now::get);
        Duration half = LIFE.dividedBy(2);
        try (ImportLease first = leases.join(namespace, Duration.ZERO)) {
            try (ImportLease second = leases.join(namespace, half)) {
                assertThat(second).isSameAs(first);
            }
            try (ImportLease longer = leases.join(namespace, half.plusSeconds(1))) {
                assertThat(longer).isNotSameAs(first);
            }
        }
        try (ImportLease first = leases.join(namespace, Duration.ZERO)) {
            now.updateAndGet(start -> start.plus(half));
            try (ImportLease second = leases.join(namespace, Duration.ZERO)) {
                assertThat(second).isSameAs(first);
            }
            now.updateAndGet(start -> start.plusSeconds(1));
            try (ImportLease later = leases.join(namespace, Duration.ZERO)) {
                assertThat(later).isNotSameAs(first);
                assertThat(namespace.leases().list()).hasSize(2);
            }
            assertThat(namespace.leases().list()).hasSize(1);
        }
        assertThat(namespace.leases().list()).isEmpty();
    }

    /** Writes a part of a blob, and leaves. */
    private static void begin(Lease lease, String ref) throws Exception {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("containerd-namespace", Metadata.ASCII_STRING_MARSHALLER), "leftovers");
        headers.put(Metadata.Key.of("containerd-lease", Metadata.ASCII_STRING_MARSHALLER), lease.id());
        CompletableFuture<Void> end = new CompletableFuture<>();
        StreamObserver<WriteContentRequest> requests = ContentGrpc.newStub(containerd.channel())
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers)).write(new StreamObserver<>() {

                    @Override
                    public void onNext(WriteContentResponse response) {
                        // the end tells all
                    }

                    @Override
                    public void onError(Throwable failure) {
                        end.completeExceptionally(failure);
                    }

                    @Override
                    public void onCompleted() {
                        end.complete(null);
                    }
                });
        requests.onNext(WriteContentRequest.newBuilder().setAction(WriteAction.WRITE).setRef(ref).setTotal(10)
                .setData(ByteString.copyFromUtf8("begun")).build());
        requests.onCompleted();
        end.get(60, TimeUnit.SECONDS);
    }
}
