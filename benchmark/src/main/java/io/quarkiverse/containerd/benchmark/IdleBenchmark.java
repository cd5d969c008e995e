package io.quarkiverse.containerd.benchmark;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * Leaves a node daemon that has loaded its images alone for a minute, and beside it one that does not probe its containerd, and
 * a containerd.
 */
final class IdleBenchmark {

    private static final int SECONDS = 60;
    /** The time that both have to settle. */
    private static final int SETTLE_SECONDS = 10;
    /** One of the kernel's ticks, which is what counts as no tick at all has to stay below. */
    private static final double TICK_MILLIS = 1000.0 / CpuClock.TICKS;
    /** The settings of a daemon that does not probe its containerd within the minute. */
    private static final List<String> BLIND = List.of("quarkus.containerd.health.interval=1h");

    private final JvmVariant variant;
    private final ContainerdVersion version;
    private final Archives archives;
    private final Path directory;
    private final double scale;

    /** @param scale makes the time longer or shorter */
    IdleBenchmark(JvmVariant variant, ContainerdVersion version, Archives archives, Path directory, double scale) {
        this.variant = variant;
        this.version = version;
        this.archives = archives;
        this.directory = directory;
        this.scale = scale;
    }

    List<Figure> run() throws Exception {
        try (NodeDaemonNode daemon = new NodeDaemonNode(variant, version, archives, directory);
                NodeDaemonNode blind = new NodeDaemonNode(variant, version, archives, directory.resolve("blind"), BLIND,
                        UnaryOperator.identity());
                BareNode bare = new BareNode(version, archives, directory)) {
            daemon.boot();
            blind.boot();
            bare.boot();
            TimeUnit.MILLISECONDS.sleep((long) (SETTLE_SECONDS * scale * 1000));
            CpuClock ours = CpuClock.ofThreads(daemon.process());
            CpuClock withoutProbe = CpuClock.ofThreads(blind.process());
            CpuClock theirs = CpuClock.ofThreads(bare.process());
            Duration oursBefore = ours.used();
            Duration withoutProbeBefore = withoutProbe.used();
            Duration theirsBefore = theirs.used();
            for (int second = 0; second < SECONDS * scale; second++) {
                TimeUnit.SECONDS.sleep(1);
                List.of(ours, withoutProbe, theirs).forEach(CpuClock::used);
            }
            double cpu = millis(ours.used().minus(oursBefore));
            double beyondProbe = millis(withoutProbe.used().minus(withoutProbeBefore));
            double bareCpu = millis(theirs.used().minus(theirsBefore));
            return List.of(
                    Figure.cost(Subject.IDLE, variant.kind() + ": resident memory", "MB",
                            ResidentMemory.now(daemon.process()) / 1e6,
                            OptionalDouble.of(ResidentMemory.now(bare.process()) / 1e6), 120),
                    new Figure(Subject.IDLE, variant.kind() + ": CPU in a minute", "ms", cpu,
                            OptionalDouble.of(bareCpu), OptionalDouble.empty(), false),
                    Figure.cost(Subject.IDLE, variant.kind() + ": of it beyond the probe", "ms", beyondProbe,
                            OptionalDouble.empty(), TICK_MILLIS));
        }
    }

    private static double millis(Duration used) {
        return used.toNanos() / 1e6;
    }
}
