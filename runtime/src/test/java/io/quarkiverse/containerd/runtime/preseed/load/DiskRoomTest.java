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

class DiskRoomTest {

    private static final Path ARCHIVE = Path.of("/preseed/k8s.io/a.tar");

    private long usable = DiskRoom.RESERVE + 1000;
    private final DiskRoom room = new DiskRoom(() -> Optional.of(Path.of("/content")), directory -> usable);

    @Test
    void refusesWhatDoesNotFitAndNamesTheAmounts() throws ArchiveException {
        claim(0, 1000);
        assertThat(room.free()).hasValue(0);

        assertThatThrownBy(() -> claim(0, 1)).isInstanceOf(ArchiveException.class)
                .hasMessageContaining("it needs 1 bytes").hasMessageContaining("/content 0 bytes")
                .hasMessageContaining("are free");
    }

    @Test
    void promisesRoomForASharedBlobOnce() throws ArchiveException {
        DiskRoom.Claim first = claim(0, 600, 300);
        DiskRoom.Claim second = claim(0, 600, 50);
        assertThat(room.free()).hasValue(50);

        first.close();
        assertThat(room.free()).hasValue(350);

        second.close();
        assertThat(room.free()).hasValue(1000);
    }

    @Test
    void leavesWhatWasSentToTheDisk() throws ArchiveException {
        try (DiskRoom.Claim claim = claim(0, 600)) {
            usable -= 400;
            claim.sent(blob(600).descriptor().digest(), 400);
            assertThat(room.free()).hasValue(400);
            claim.sent(blob(600).descriptor().digest(), 400);
            assertThat(room.free()).as("sent once more").hasValue(600);
        }
    }

    @Test
    void promisesRoomToUnpack() throws ArchiveException {
        DiskRoom.Claim claim = claim(300, 100);
        assertThat(room.free()).hasValue(600);

        assertThatThrownBy(() -> claim(600, 1)).isInstanceOf(ArchiveException.class)
                .hasMessageContaining("it needs 601 bytes (601 B, about 600 B of it to be unpacked)");

        claim.close();
        assertThat(room.free()).hasValue(1000);
    }

    @Test
    void refusesNothingIfTheRoomIsNotKnown() throws ArchiveException {
        DiskRoom unknown = new DiskRoom(Optional::empty, directory -> 0);
        unknown.claim().add(ARCHIVE, blobs(1000), 0);
        assertThat(unknown.free()).isEmpty();
    }

    private DiskRoom.Claim claim(long more, int... sizes) throws ArchiveException {
        DiskRoom.Claim claim = room.claim();
        claim.add(ARCHIVE, blobs(sizes), more);
        return claim;
    }

    private static List<PlannedBlob> blobs(int... sizes) {
        return Arrays.stream(sizes).mapToObj(DiskRoomTest::blob).toList();
    }

    private static PlannedBlob blob(int size) {
        return new PlannedBlob(new Descriptor("x/y", Digest.of(Integer.toString(size).getBytes(UTF_8)), size, Map.of(),
                Optional.empty()), Map.of(), Optional.empty(), false, Optional.empty());
    }
}
