package io.quarkiverse.containerd.deployment.faults;

import java.util.List;
import java.util.stream.Stream;

/** The faults that a node daemon is put through. */
final class Faults {

    private Faults() {
    }

    static List<Fault> all() {
        return Stream.of(ProcessFaults.all(), DaemonFaults.all(), ClockFaults.all(), SocketFaults.all(), DiskFaults.all(),
                FifoFaults.all(), ArchiveFaults.all()).flatMap(faults -> faults).toList();
    }
}
