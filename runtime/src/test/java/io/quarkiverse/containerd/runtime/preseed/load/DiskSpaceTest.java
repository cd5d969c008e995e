package io.quarkiverse.containerd.runtime.preseed.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.Test;

import io.grpc.Context;
import io.grpc.Status;
import io.quarkiverse.containerd.client.ContainerdException;
import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.runtime.archive.ArchiveException;
import io.quarkiverse.containerd.runtime.archive.plan.PlannedBlob;
import io.quarkiverse.containerd.runtime.disk.Disk;
import io.quarkiverse.containerd.runtime.disk.Disks;
import io.quarkiverse.containerd.runtime.disk.NoRoomException;
import io.quarkiverse.containerd.runtime.oci.Descriptor;

class DiskSpaceTest {

    private static final Path ARCHIVE = Path.of("/preseed/k8s.io/a.tar");

    private static final long RESERVE = 100L << 20;
    private static final int PERCENT = 10;

    private volatile long usable = RESERVE + 1000;
    /** What others do while the disk is looked at for somebody. */
    private volatile Runnable whileLooking = () -> {
    };
    private final Disks disks = new Disks(PERCENT, new Disks.Meter() {

        @Override
        public long free(Path directory) {
            Runnable meanwhile = whileLooking;
            whileLooking = () -> {
            };
            meanwhile.run();
            return usable;
        }

        @Override
        public long size(Path directory) {
            return RESERVE * PERCENT;
        }

        @Override
        public Object id(Path directory) {
            return directory.startsWith("/elsewhere") ? "other disk" : "disk";
        }
    });
    private final Disk disk = disks.of(Path.of("/content"));
    private final DiskSpace space = new DiskSpace(() -> Optional.of(disk), "overlayfs",
            name -> Optional.of(disks.of(Path.of("/snapshots"))));

    @Test
    void refusesWhatDoesNotFitAndNamesTheAmounts() throws ArchiveException {
        reservation(0, 1000);
        assertThat(space.free()).hasValue(0);

        assertThatThrownBy(() -> reservation(0, 1)).isInstanceOf(ArchiveException.class)
                .hasMessageContaining("it needs 1 bytes").hasMessageContaining("/content has 0 bytes")
                .hasMessageContaining("(0 B) free")
                .hasMessageContaining("104.9 MB are kept free (quarkus.containerd.preseed.disk-reserve)");
    }

    @Test
    void promisesRoomForASharedBlobOnce() throws ArchiveException {
        DiskSpace.Reservation first = reservation(0, 600, 300);
        DiskSpace.Reservation second = reservation(0, 600, 50);
        assertThat(space.free()).hasValue(50);

        first.close();
        assertThat(space.free()).hasValue(350);

        second.close();
        assertThat(space.free()).hasValue(1000);
    }

    @Test
    void leavesWhatWasSentToTheDisk() throws IOException {
        try (DiskSpace.Reservation reservation = reservation(0, 600)) {
            usable -= 400;
            reservation.sent(blob(600).descriptor().digest(), 400);
            assertThat(space.free()).hasValue(400);
            reservation.sent(blob(600).descriptor().digest(), 400);
            assertThat(space.free()).as("sent once more").hasValue(600);
        }
    }

    @Test
    void promisesRoomToUnpack() throws ArchiveException {
        DiskSpace.Reservation reservation = reservation(300, 100);
        assertThat(space.free()).hasValue(600);

        assertThatThrownBy(() -> reservation(600, 1)).isInstanceOf(ArchiveException.class)
                .hasMessageContaining("it needs 601 bytes (601 B, about 600 B of it to be unpacked)");

        reservation.close();
        assertThat(space.free()).hasValue(1000);
    }

    @Test
    void whatIsUnpackedTakesRoomWhereTheSnapshotsAre() throws ArchiveException {
        Disk elsewhere = disks.of(Path.of("/elsewhere"));
        DiskSpace apart = new DiskSpace(() -> Optional.of(disk), "overlayfs", name -> Optional.of(elsewhere));
        try (DiskSpace.Reservation reservation = apart.reservation()) {
            reservation.add(ARCHIVE, blobs(600), 900);
            assertThat(disk.free()).isEqualTo(400);
            assertThat(elsewhere.free()).isEqualTo(100);

            assertThatThrownBy(() -> apart.reservation().add(ARCHIVE, blobs(100), 200)).isInstanceOf(ArchiveException.class)
                    .hasMessageContaining("it needs 200 bytes").hasMessageContaining("the disk of /elsewhere has 100 bytes");
            assertThat(disk.free()).isEqualTo(400);
        }
        assertThat(disk.free()).isEqualTo(1000);
        assertThat(elsewhere.free()).isEqualTo(1000);
    }

    @Test
    void saysWhenThereIsRoom() throws IOException {
        DiskSpace.Reservation refused = space.reservation();
        assertThat(refused.stage(300)).isTrue();
        usable -= 300;
        refused.staged(300);
        NoRoomException noRoom = noRoom(() -> refused.add(ARCHIVE, blobs(900), 0));
        assertThat(noRoom.hasRoomNow()).isFalse();
        usable += 300;
        assertThat(noRoom.hasRoomNow()).as("it takes what it has given back again").isFalse();
        usable += 200;
        assertThat(noRoom.hasRoomNow()).isTrue();

        usable = RESERVE - 1;
        NoRoomException brokenOff = noRoom(() -> space.watch("overlayfs", () -> {
            CompletableFuture<Void> cancelled = new CompletableFuture<>();
            Context.current().addListener(context -> cancelled.complete(null), Runnable::run);
            cancelled.join();
            throw new ContainerdException("Diff.Apply", Status.Code.CANCELLED, "cancelled", null);
        }));
        usable = RESERVE + NoRoomException.MORE - 1;
        assertThat(brokenOff.hasRoomNow()).isFalse();
        usable++;
        assertThat(brokenOff.hasRoomNow()).isTrue();
    }

    private static NoRoomException noRoom(ThrowableAssert.ThrowingCallable calls) {
        return NoRoomException.in(catchThrowable(calls)).orElseThrow();
    }

    @Test
    void refusesNothingIfTheSpaceIsNotKnown() throws ArchiveException {
        DiskSpace unknown = new DiskSpace(Optional::empty, "overlayfs", name -> Optional.empty());
        unknown.reservation().add(ARCHIVE, blobs(1000), 0);
        assertThat(unknown.free()).isEmpty();
    }

    @Test
    void whatWasRefusedReservesNothing() throws ArchiveException {
        DiskSpace.Reservation refused = space.reservation();
        assertThatThrownBy(() -> refused.add(ARCHIVE, blobs(900, 200), 0)).isInstanceOf(ArchiveException.class);
        refused.close();

        assertThat(space.free()).hasValue(1000);
    }

    @Test
    void whatWillBeRefusedIsInNobodysWay() throws ArchiveException {
        List<Long> free = new ArrayList<>();
        whileLooking = () -> free.add(disk.claim(100));
        assertThatThrownBy(() -> reservation(0, 1001)).isInstanceOf(ArchiveException.class);

        assertThat(free).containsExactly(1000L);
        assertThat(space.free()).hasValue(900);
    }

    @Test
    void aBlobThatAnotherArchiveBringsMeanwhileIsClaimedOnce() throws ArchiveException {
        List<DiskSpace.Reservation> others = new ArrayList<>();
        whileLooking = () -> others.add(unchecked(() -> reservation(0, 400)));
        DiskSpace.Reservation late = reservation(0, 400, 50);
        assertThat(space.free()).hasValue(550);

        others.get(0).close();
        assertThat(space.free()).hasValue(550);
        late.close();
        assertThat(space.free()).hasValue(1000);
    }

    @Test
    void aBlobThatAnotherArchiveBringsMeanwhileNeedsNoSpace() throws ArchiveException {
        whileLooking = () -> unchecked(() -> reservation(0, 900));
        reservation(0, 900, 50);

        assertThat(space.free()).hasValue(50);
    }

    @Test
    void aBlobThatAnotherArchiveNoLongerBringsIsClaimed() throws ArchiveException {
        DiskSpace.Reservation other = reservation(0, 400);
        whileLooking = other::close;
        DiskSpace.Reservation late = reservation(0, 400, 50);
        assertThat(space.free()).hasValue(550);

        late.close();
        assertThat(space.free()).hasValue(1000);
    }

    private static <T> T unchecked(Callable<T> code) {
        try {
            return code.call();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void sharesTheDiskWithOthersWhoWriteThere() throws ArchiveException {
        Disk spool = disks.of(Path.of("/spool"));
        assertThat(spool.claim(700)).isEqualTo(1000);
        assertThatThrownBy(() -> reservation(0, 301)).isInstanceOf(ArchiveException.class);
        spool.release(700);
        assertThat(spool.free()).isEqualTo(1000);
    }

    @Test
    void leavesAtLeastWhatADatabaseNeeds() {
        assertThat(new Disks(0).of(Path.of("/")).reserve()).isEqualTo(32L << 20);
    }

    @Test
    void looksAtTheDiskWhileBytesAreSent() throws IOException {
        usable = RESERVE + (64L << 20);
        int size = 32 << 20;
        try (DiskSpace.Reservation reservation = reservation(0, size)) {
            Digest digest = blob(size).descriptor().digest();
            reservation.sent(digest, 8 << 20);
            usable = RESERVE - 1;
            reservation.sent(digest, 1 << 20);
            assertThatThrownBy(() -> reservation.sent(digest, 4 << 20)).isInstanceOf(IOException.class)
                    .hasMessageStartingWith("the disk of /content has only 104.9 MB left, and 104.9 MB are kept free");
        }
    }

    @Test
    void breaksCallsOffThatFillTheDisk() throws Exception {
        CompletableFuture<Void> cancelled = new CompletableFuture<>();

        assertThat(space.<String> watch("overlayfs", () -> "done")).isEqualTo("done");
        usable = RESERVE - 1;
        assertThatThrownBy(() -> space.watch("overlayfs", () -> {
            Context.current().addListener(context -> cancelled.complete(null), Runnable::run);
            cancelled.join();
            throw new ContainerdException("Diff.Apply", Status.Code.CANCELLED, "cancelled", null);
        })).isInstanceOf(IOException.class).hasMessageStartingWith("the disk of /snapshots has only ");
    }

    @Test
    void looksAtTheDiskAgainWhenThatFails() {
        usable = RESERVE - 1;
        assertThatThrownBy(() -> space.watch("overlayfs", () -> {
            CompletableFuture<Void> cancelled = new CompletableFuture<>();
            Context.current().addListener(context -> cancelled.complete(null), Runnable::run);
            whileLooking = () -> {
                throw new OutOfMemoryError("as a test wants");
            };
            cancelled.orTimeout(20, TimeUnit.SECONDS).join();
            throw new ContainerdException("Diff.Apply", Status.Code.CANCELLED, "cancelled", null);
        })).isInstanceOf(IOException.class).hasMessageStartingWith("the disk of /snapshots has only ");
    }

    @Test
    void whatFailsByItselfFailsAsItIs() {
        ContainerdException failure = new ContainerdException("Diff.Apply", Status.Code.INTERNAL, "broken", null);
        assertThatThrownBy(() -> space.watch("overlayfs", () -> {
            throw failure;
        })).isSameAs(failure);
    }

    private DiskSpace.Reservation reservation(long more, int... sizes) throws ArchiveException {
        DiskSpace.Reservation reservation = space.reservation();
        reservation.add(ARCHIVE, blobs(sizes), more);
        return reservation;
    }

    private static List<PlannedBlob> blobs(int... sizes) {
        return Arrays.stream(sizes).mapToObj(DiskSpaceTest::blob).toList();
    }

    private static PlannedBlob blob(int size) {
        return new PlannedBlob(new Descriptor("x/y", Digest.of(Integer.toString(size).getBytes(UTF_8)), size, Map.of(),
                Optional.empty()), Map.of(), Optional.empty(), false, Optional.empty());
    }
}
