package io.quarkiverse.containerd.runtime.grpc;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import io.grpc.Metadata;
import io.grpc.Status;
import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.client.Lease;
import io.quarkiverse.containerd.client.LeaseStore;
import io.quarkiverse.containerd.runtime.grpc.stubs.leases.AddResourceRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.leases.CreateRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.leases.DeleteRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.leases.LeasesGrpc;
import io.quarkiverse.containerd.runtime.grpc.stubs.leases.ListRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.leases.Resource;

/** The leases of a namespace, over gRPC. */
final class GrpcLeaseStore implements LeaseStore {

    private static final String EXPIRE = "containerd.io/gc.expire";
    private static final Metadata.Key<String> LEASE = Metadata.Key.of("containerd-lease",
            Metadata.ASCII_STRING_MARSHALLER);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Connection connection;

    GrpcLeaseStore(Connection connection) {
        this.connection = connection;
    }

    private LeasesGrpc.LeasesBlockingStub stub() {
        return connection.stub(LeasesGrpc::newBlockingStub);
    }

    @Override
    public Lease create(Duration expiry, Map<String, String> labels) {
        byte[] random = new byte[8];
        RANDOM.nextBytes(random);
        String id = "quarkus-containerd-" + HexFormat.of().formatHex(random);
        CreateRequest request = CreateRequest.newBuilder().setId(id).putAllLabels(labels)
                .putLabels(EXPIRE, Instant.now().plus(expiry).truncatedTo(ChronoUnit.SECONDS).toString())
                .build();
        // nobody would know of a lease whose creation is cut short; it exists already when an interrupted attempt has created it
        Calls.uninterruptibly(
                () -> Calls.tryCall("Leases.Create", Status.Code.ALREADY_EXISTS, () -> stub().create(request)));
        return new GrpcLease(id, this, connection.with(LEASE, id));
    }

    @Override
    public List<String> listByLabel(String key, String value) {
        ListRequest request = ListRequest.newBuilder().addFilters(Filters.label(key, value)).build();
        return ids(request);
    }

    @Override
    public List<String> list() {
        return ids(ListRequest.getDefaultInstance());
    }

    private List<String> ids(ListRequest request) {
        return Calls.call("Leases.List", () -> stub().list(request)).getLeasesList().stream()
                .map(io.quarkiverse.containerd.runtime.grpc.stubs.leases.Lease::getId).toList();
    }

    void addContent(String lease, Collection<Digest> digests) {
        Calls.pipelined("Leases.AddResource", digests,
                digest -> connection.stub(LeasesGrpc::newFutureStub)
                        .addResource(resource(lease, "content", digest.value())),
                (digest, outcome) -> outcome.get());
    }

    void addSnapshot(String lease, String snapshotter, String name) {
        AddResourceRequest request = resource(lease, "snapshots/" + snapshotter, name);
        Calls.call("Leases.AddResource", () -> stub().addResource(request));
    }

    private static AddResourceRequest resource(String lease, String type, String id) {
        return AddResourceRequest.newBuilder().setId(lease).setResource(Resource.newBuilder().setId(id).setType(type))
                .build();
    }

    @Override
    public void delete(String id, boolean collect) {
        DeleteRequest request = DeleteRequest.newBuilder().setId(id).setSync(collect).build();
        Calls.tryCall("Leases.Delete", Status.Code.NOT_FOUND, () -> stub().delete(request));
    }
}
