package io.quarkiverse.containerd.runtime.grpc;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import io.grpc.Status;
import io.quarkiverse.containerd.client.ContainerdException;
import io.quarkiverse.containerd.client.Mount;
import io.quarkiverse.containerd.client.SnapshotInfo;
import io.quarkiverse.containerd.client.SnapshotStore;
import io.quarkiverse.containerd.runtime.grpc.stubs.snapshots.CommitSnapshotRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.snapshots.Info;
import io.quarkiverse.containerd.runtime.grpc.stubs.snapshots.ListSnapshotsRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.snapshots.ListSnapshotsResponse;
import io.quarkiverse.containerd.runtime.grpc.stubs.snapshots.PrepareSnapshotRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.snapshots.RemoveSnapshotRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.snapshots.SnapshotsGrpc;
import io.quarkiverse.containerd.runtime.grpc.stubs.snapshots.StatSnapshotRequest;

/** The snapshots that one snapshotter keeps for a namespace, over gRPC. */
final class GrpcSnapshotStore implements SnapshotStore {

    private final Connection connection;
    private final String snapshotter;

    GrpcSnapshotStore(Connection connection, String snapshotter) {
        this.connection = connection;
        this.snapshotter = snapshotter;
    }

    private SnapshotsGrpc.SnapshotsBlockingStub stub() {
        return connection.stub(SnapshotsGrpc::newBlockingStub);
    }

    @Override
    public String snapshotter() {
        return snapshotter;
    }

    @Override
    public Optional<SnapshotInfo> stat(String name) {
        StatSnapshotRequest request = StatSnapshotRequest.newBuilder().setSnapshotter(snapshotter).setKey(name).build();
        try {
            return Optional.of(info(Calls.call("Snapshots.Stat", () -> stub().stat(request)).getInfo()));
        } catch (ContainerdException e) {
            if (e.code() == Status.Code.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public List<SnapshotInfo> list() {
        ListSnapshotsRequest request = ListSnapshotsRequest.newBuilder().setSnapshotter(snapshotter).build();
        return Calls.call("Snapshots.List", () -> {
            List<SnapshotInfo> infos = new ArrayList<>();
            Iterator<ListSnapshotsResponse> responses = stub().list(request);
            while (responses.hasNext()) {
                responses.next().getInfoList().forEach(info -> infos.add(info(info)));
            }
            return infos;
        });
    }

    @Override
    public List<Mount> prepare(String key, Optional<String> parent) {
        PrepareSnapshotRequest request = PrepareSnapshotRequest.newBuilder().setSnapshotter(snapshotter).setKey(key)
                .setParent(parent.orElse("")).build();
        return Calls.call("Snapshots.Prepare", () -> stub().prepare(request)).getMountsList().stream()
                .map(mount -> new Mount(mount.getType(), mount.getSource(), mount.getTarget(), mount.getOptionsList()))
                .toList();
    }

    @Override
    public boolean commit(String name, String key) {
        CommitSnapshotRequest request = CommitSnapshotRequest.newBuilder().setSnapshotter(snapshotter).setName(name)
                .setKey(key).build();
        return succeeds(Status.Code.ALREADY_EXISTS, () -> Calls.call("Snapshots.Commit", () -> stub().commit(request)));
    }

    @Override
    public void remove(String key) {
        RemoveSnapshotRequest request = RemoveSnapshotRequest.newBuilder().setSnapshotter(snapshotter).setKey(key).build();
        Calls.uninterruptibly(() -> succeeds(Status.Code.NOT_FOUND,
                () -> Calls.call("Snapshots.Remove", () -> stub().remove(request))));
    }

    private static boolean succeeds(Status.Code otherwise, Supplier<?> call) {
        try {
            call.get();
            return true;
        } catch (ContainerdException e) {
            if (e.code() == otherwise) {
                return false;
            }
            throw e;
        }
    }

    private static SnapshotInfo info(Info info) {
        SnapshotInfo.Kind kind = switch (info.getKind()) {
            case VIEW -> SnapshotInfo.Kind.VIEW;
            case ACTIVE -> SnapshotInfo.Kind.ACTIVE;
            default -> SnapshotInfo.Kind.COMMITTED;
        };
        return new SnapshotInfo(info.getName(),
                info.getParent().isEmpty() ? Optional.empty() : Optional.of(info.getParent()), kind, info.getLabelsMap());
    }
}
