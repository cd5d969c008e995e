package io.quarkiverse.containerd.deployment.faults;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Faults of the clock on the wall, as the daemon sees it. */
final class ClockFaults {

    private static final Duration BACK = Duration.ofHours(-2);
    private static final Duration FORWARD = Duration.ofDays(3650);
    private static final Pattern PROBED_AT = Pattern.compile("\"containerd_probed_at\": \"([^\"]+)\"");

    private ClockFaults() {
    }

    static Stream<Fault> all() {
        return Fault.alike("the clock is set",
                new Fault("the clock is set back by two hours before containerd is killed", ProcessFaults.KILLED, node -> {
                    set(node, BACK);
                    ProcessFaults.toContainerd("KILL").run(node);
                }, ClockFaults::reset),
                new Fault("the clock is set back by two hours while an optional archive is written", ArchiveFaults.FAILS,
                        node -> {
                            ArchiveFaults.writeCut(node);
                            await("the archive is seen").atMost(FaultNode.PATIENCE).pollInterval(Duration.ofMillis(10))
                                    .until(() -> node.health("started").contains("archive.k8s.io/fault.tar.state"));
                            set(node, BACK);
                        }, node -> {
                            ArchiveFaults.remove(node);
                            reset(node);
                        }),
                new Fault("the clock is set forward by ten years", Effect.staysUp(Delay.PROBE, "\"containerd_probed_at\": \""),
                        node -> set(node, FORWARD), ClockFaults::reset));
    }

    /** Sets the clock, and waits for a probe by it, which does not come if probes go by that clock. */
    private static void set(FaultNode node, Duration offset) throws Exception {
        node.clock().set(offset);
        await("a probe after the clock was set").atMost(Delay.PROBE.bound())
                .until(() -> isProbedAt(node.health("ready"), Instant.now().plus(offset)));
    }

    private static void reset(FaultNode node) throws Exception {
        set(node, Duration.ZERO);
    }

    private static boolean isProbedAt(String ready, Instant time) {
        Matcher probe = PROBED_AT.matcher(ready);
        return probe.find()
                && Duration.between(Instant.parse(probe.group(1)), time).abs().compareTo(Duration.ofHours(1)) < 0;
    }
}
