package io.quarkiverse.containerd.runtime.preseed.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.runtime.archive.ArchiveException;
import io.quarkiverse.containerd.runtime.archive.plan.PlannedBlob;
import io.quarkiverse.containerd.runtime.oci.Descriptor;

class DiskSpaceTest {

    private static final Path ARCHIVE = Path.of("/preseed/k8s.io/a.tar");

    private long usable = DiskSpace.RESERVE + 1000;
    private final DiskSpace space = new DiskSpace(() -> Optional.of(Path.of("/content")), directory -> usable);

    @Test
    void refusesWhatDoesNotFitAndNamesTheAmounts() throws ArchiveException {
        reservation(0, 1000);
        assertThat(space.free()).hasValue(0);

        assertThatThrownBy(() -> reservation(0, 1)).isInstanceOf(ArchiveException.class)
                .hasMessageContaining("it needs 1 bytes").hasMessageContaining("/content has 0 bytes")
                .hasMessageContaining("(0 B) free");
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
    void leavesWhatWasSentToTheDisk() throws ArchiveException {
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
    void refusesNothingIfTheSpaceIsNotKnown() throws ArchiveException {
        DiskSpace unknown = new DiskSpace(Optional::empty, directory -> 0);
        unknown.reservation().add(ARCHIVE, blobs(1000), 0);
        assertThat(unknown.free()).isEmpty();
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
