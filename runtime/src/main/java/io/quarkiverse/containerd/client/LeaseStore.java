package io.quarkiverse.containerd.client;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import io.grpc.Channel;
import io.grpc.Status;
import io.quarkiverse.containerd.runtime.grpc.Calls;
import io.quarkiverse.containerd.runtime.grpc.Filters;
import io.quarkiverse.containerd.runtime.grpc.stubs.leases.AddResourceRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.leases.CreateRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.leases.DeleteRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.leases.LeasesGrpc;
import io.quarkiverse.containerd.runtime.grpc.stubs.leases.ListRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.leases.Resource;
import io.quarkiverse.containerd.runtime.oci.Digest;

/** The leases of a namespace. */
public final class LeaseStore {

    private static final String EXPIRE = "containerd.io/gc.expire";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Channel channel;
    private final CallTimeouts timeouts;

    LeaseStore(Channel channel, CallTimeouts timeouts) {
        this.channel = channel;
        this.timeouts = timeouts;
    }

    private LeasesGrpc.LeasesBlockingStub stub() {
        return Calls.within(LeasesGrpc.newBlockingStub(channel), timeouts.call());
    }

    /** Makes a lease with a random id, also on an interrupted thread: nobody would know of one made by half. */
    String create(Duration expiry, Map<String, String> labels) {
        byte[] random = new byte[8];
        RANDOM.nextBytes(random);
        String id = "quarkus-containerd-" + HexFormat.of().formatHex(random);
        CreateRequest request = CreateRequest.newBuilder().setId(id).putAllLabels(labels)
                .putLabels(EXPIRE, Instant.now().plus(expiry).truncatedTo(ChronoUnit.SECONDS).toString())
                .build();
        Calls.despiteInterrupt(() -> create(request));
        return id;
    }

    private void create(CreateRequest request) {
        try {
            Calls.call("Leases.Create", () -> stub().create(request));
        } catch (ContainerdException e) {
            // an interrupted attempt has made it
            if (e.code() != Status.Code.ALREADY_EXISTS) {
                throw e;
            }
        }
    }

    /** The ids of the leases that have this label. */
    public List<String> withLabel(String key, String value) {
        ListRequest request = ListRequest.newBuilder().addFilters(Filters.label(key, value)).build();
        return ids(request);
    }

    /** The ids of all leases. */
    public List<String> list() {
        return ids(ListRequest.getDefaultInstance());
    }

    private List<String> ids(ListRequest request) {
        return Calls.call("Leases.List", () -> stub().list(request)).getLeasesList().stream()
                .map(io.quarkiverse.containerd.runtime.grpc.stubs.leases.Lease::getId).toList();
    }

    void addContent(String lease, Collection<Digest> digests) {
        Calls.pipelined("Leases.AddResource", digests,
                digest -> Calls.within(LeasesGrpc.newFutureStub(channel), timeouts.call())
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

    /**
     * Deletes a lease.
     *
     * @param collect whether to wait for the garbage collection
     */
    public void delete(String id, boolean collect) {
        DeleteRequest request = DeleteRequest.newBuilder().setId(id).setSync(collect).build();
        Calls.call("Leases.Delete", () -> stub().delete(request));
    }
}
