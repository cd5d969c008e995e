package io.quarkiverse.containerd.deployment.faults;

import java.time.Duration;

/** The time that passes until a fault is noticed, by the keys that it depends on. */
enum Delay {
    /** The kernel tells the daemon. */
    AT_ONCE("at once", Duration.ZERO),
    /** containerd's start finds it. */
    START("at the next start of containerd", FaultNode.MAX_BACKOFF),
    /** containerd's start asks it for its version first. */
    HELPER("at the next start of containerd", FaultNode.MAX_BACKOFF.plusSeconds(10)),
    /** containerd starts slowly, perhaps only at the second attempt. */
    SLOW_START("`timeouts.start`", FaultNode.START_TIMEOUT.multipliedBy(3)),
    /** The watch looks at the socket. */
    PROBE("`health.interval`", FaultNode.INTERVAL),
    /** The watch asks containerd. */
    ANSWER("`health.interval` + `health.timeout`", FaultNode.INTERVAL.plus(FaultNode.TIMEOUT)),
    /** The watch gives up. */
    RESTART("`health.restart-after`", FaultNode.RESTART_AFTER.plus(FaultNode.INTERVAL.plus(FaultNode.TIMEOUT).multipliedBy(2))),
    /** The watch over the preseed directory. */
    ARCHIVE("`preseed.quiet-period`", FaultNode.QUIET_PERIOD),
    /** The daemon starts. */
    DAEMON("at the start of the daemon", Duration.ofSeconds(10));

    private final String text;
    private final Duration nominal;

    Delay(String text, Duration nominal) {
        this.text = text;
        this.nominal = nominal;
    }

    /** The words of the documentation. */
    String text() {
        return text;
    }

    /** The longest time in the suite, with the suite's keys. */
    Duration bound() {
        return nominal.plus(FaultNode.SLACK);
    }
}
