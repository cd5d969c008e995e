package io.quarkiverse.containerd.deployment.faults;

import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.quarkiverse.containerd.testing.DebianPackage;

/** Faults of the clock on the wall, as the daemon sees it. */
final class ClockFaults {

    private static final int YEARS = 10;
    private static final Pattern PROBED_AT = Pattern.compile("\"containerd_probed_at\": \"([^\"]+)\"");

    private ClockFaults() {
    }

    static Stream<Fault> all() {
        return Fault.alike("the clock is set",
                new Fault("the clock is set back by two hours before containerd is killed", ProcessFaults.KILLED, node -> {
                    set(node, "-2h");
                    ProcessFaults.toContainerd("KILL").run(node);
                }, FaultNode::restartDaemon),
                new Fault("the clock is set forward by ten years",
                        Effect.staysUp(Delay.PROBE, "\"containerd_probed_at\": \"" + future()),
                        node -> set(node, "+" + YEARS + "y"),
                        FaultNode::restartDaemon));
    }

    /** The beginning of a time that the clock shows then; a year of libfaketime has 365 days. */
    private static String future() {
        OffsetDateTime then = OffsetDateTime.now(ZoneOffset.UTC).plusDays(365 * YEARS);
        return "(" + then.getYear() + "|" + then.plusHours(12).getYear() + ")-";
    }

    /** Restarts the daemon with a clock that can be set, and sets it. */
    private static void set(FaultNode node, String offset) throws Exception {
        Path clock = Files.writeString(node.node().directory().resolve("clock"), "+0");
        node.node().stop();
        node.startDaemon(Map.of("LD_PRELOAD", DebianPackage.library("libfaketime", "libfaketime.so.1").toString(),
                "FAKETIME_TIMESTAMP_FILE", clock.toString(), "FAKETIME_CACHE_DURATION", "1",
                "FAKETIME_DONT_FAKE_MONOTONIC", "1", "NO_FAKE_STAT", "1",
                "JAVA_TOOL_OPTIONS", "-XX:-UsePerfData"));
        Files.writeString(clock, offset);
        // the library looks at the file once a second
        await("the daemon's clock").atMost(FaultNode.PATIENCE).until(() -> isElsewhere(node.health("ready")));
    }

    private static boolean isElsewhere(String ready) {
        Matcher probe = PROBED_AT.matcher(ready);
        return probe.find()
                && Duration.between(Instant.parse(probe.group(1)), Instant.now()).abs().compareTo(Duration.ofHours(1)) > 0;
    }
}
