package io.quarkiverse.containerd.runtime.grpc;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

import io.grpc.Status;
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
        return Calls.tryCall("Snapshots.Stat", Status.Code.NOT_FOUND, () -> stub().stat(request))
                .map(response -> info(response.getInfo()));
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
        return Calls.tryCall("Snapshots.Commit", Status.Code.ALREADY_EXISTS, () -> stub().commit(request)).isPresent();
    }

    @Override
    public void remove(String key) {
        RemoveSnapshotRequest request = RemoveSnapshotRequest.newBuilder().setSnapshotter(snapshotter).setKey(key).build();
        Calls.uninterruptibly(
                () -> Calls.tryCall("Snapshots.Remove", Status.Code.NOT_FOUND, () -> stub().remove(request)));
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
