package io.quarkiverse.containerd.runtime.offline;

import static io.quarkiverse.containerd.runtime.offline.Finding.Verdict.FAILURE;
import static io.quarkiverse.containerd.runtime.offline.Finding.Verdict.WARNING;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The clock, by which certificates and image dates are judged. */
final class ClockCheck {

    private static final String TIMESYNC = "run/systemd/timesync";

    private final Path root;

    /** @param root the root directory of the machine, as seen by this process */
    ClockCheck(Path root) {
        this.root = root;
    }

    /** @param program a file that cannot be from the future */
    Finding of(Instant now, Path program) {
        try {
            Instant written = Files.getLastModifiedTime(program).toInstant();
            if (now.isBefore(written)) {
                return Finding.of(HostCheck.CLOCK, FAILURE,
                        "It says " + now.truncatedTo(ChronoUnit.SECONDS) + ", but " + program
                                + " is from " + written.truncatedTo(ChronoUnit.SECONDS) + ": certificates seem not valid yet.",
                        "Set it, and have it kept right by chrony, ntpd or systemd-timesyncd.");
            }
        } catch (IOException e) {
            // told by the check of containerd
        }
        if (Files.isDirectory(root.resolve(TIMESYNC)) && !Files.exists(root.resolve(TIMESYNC).resolve("synchronized"))) {
            return Finding.of(HostCheck.CLOCK, WARNING, "systemd-timesyncd has not synchronized it yet.",
                    "Look at timedatectl timesync-status.");
        }
        return Finding.ok(HostCheck.CLOCK, "It says " + now.truncatedTo(ChronoUnit.SECONDS) + ".");
    }
}
