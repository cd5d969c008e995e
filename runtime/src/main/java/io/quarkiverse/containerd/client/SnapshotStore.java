package io.quarkiverse.containerd.client;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import io.grpc.Channel;
import io.grpc.Status;
import io.quarkiverse.containerd.runtime.grpc.Calls;
import io.quarkiverse.containerd.runtime.grpc.stubs.snapshots.CommitSnapshotRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.snapshots.Info;
import io.quarkiverse.containerd.runtime.grpc.stubs.snapshots.ListSnapshotsRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.snapshots.ListSnapshotsResponse;
import io.quarkiverse.containerd.runtime.grpc.stubs.snapshots.PrepareSnapshotRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.snapshots.RemoveSnapshotRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.snapshots.SnapshotsGrpc;
import io.quarkiverse.containerd.runtime.grpc.stubs.snapshots.StatSnapshotRequest;

/** The snapshots of a namespace in one snapshotter. */
public final class SnapshotStore {

    private final Channel channel;
    private final CallTimeouts timeouts;
    private final String snapshotter;

    SnapshotStore(Channel channel, CallTimeouts timeouts, String snapshotter) {
        this.channel = channel;
        this.timeouts = timeouts;
        this.snapshotter = snapshotter;
    }

    private SnapshotsGrpc.SnapshotsBlockingStub stub() {
        return Calls.within(SnapshotsGrpc.newBlockingStub(channel), timeouts.call());
    }

    /** The snapshotter's name. */
    public String snapshotter() {
        return snapshotter;
    }

    /** The snapshot of this name or key; empty if there is none. */
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

    /** All snapshots. */
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

    /**
     * Makes an active snapshot.
     *
     * @param parent the committed snapshot that it starts from; empty for an empty one
     * @return how to mount it
     * @throws ContainerdException with {@code ALREADY_EXISTS} if the key is taken
     */
    public List<Mount> prepare(String key, Optional<String> parent) {
        PrepareSnapshotRequest request = PrepareSnapshotRequest.newBuilder().setSnapshotter(snapshotter).setKey(key)
                .setParent(parent.orElse("")).build();
        return Calls.call("Snapshots.Prepare", () -> stub().prepare(request)).getMountsList().stream()
                .map(mount -> new Mount(mount.getType(), mount.getSource(), mount.getTarget(), mount.getOptionsList()))
                .toList();
    }

    /**
     * Turns an active snapshot into a committed one.
     *
     * @return false if the name is taken; the active snapshot is there still
     */
    public boolean commit(String name, String key) {
        CommitSnapshotRequest request = CommitSnapshotRequest.newBuilder().setSnapshotter(snapshotter).setName(name)
                .setKey(key).build();
        return succeeds(Status.Code.ALREADY_EXISTS, () -> Calls.call("Snapshots.Commit", () -> stub().commit(request)));
    }

    /** Removes a snapshot, also on an interrupted thread; one that is gone already is fine. */
    public void remove(String key) {
        RemoveSnapshotRequest request = RemoveSnapshotRequest.newBuilder().setSnapshotter(snapshotter).setKey(key).build();
        Calls.despiteInterrupt(() -> succeeds(Status.Code.NOT_FOUND,
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
        SnapshotKind kind = switch (info.getKind()) {
            case VIEW -> SnapshotKind.VIEW;
            case ACTIVE -> SnapshotKind.ACTIVE;
            default -> SnapshotKind.COMMITTED;
        };
        return new SnapshotInfo(info.getName(),
                info.getParent().isEmpty() ? Optional.empty() : Optional.of(info.getParent()), kind, info.getLabelsMap());
    }
}
