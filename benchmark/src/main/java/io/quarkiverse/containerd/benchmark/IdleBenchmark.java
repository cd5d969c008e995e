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
            pause(SETTLE_SECONDS);
            CpuClock ours = CpuClock.of(daemon.process());
            CpuClock withoutProbe = CpuClock.of(blind.process());
            CpuClock theirs = CpuClock.of(bare.process());
            Duration oursBefore = ours.used();
            Duration withoutProbeBefore = withoutProbe.used();
            Duration theirsBefore = theirs.used();
            pause(SECONDS);
            double cpu = ticks(ours.used().minus(oursBefore));
            double beyondProbe = ticks(withoutProbe.used().minus(withoutProbeBefore));
            double bareCpu = ticks(theirs.used().minus(theirsBefore));
            return List.of(
                    Figure.cost(Subject.IDLE, variant.kind() + ": resident memory", "MB",
                            ResidentMemory.now(daemon.process()) / 1e6,
                            OptionalDouble.of(ResidentMemory.now(bare.process()) / 1e6), 120),
                    new Figure(Subject.IDLE, variant.kind() + ": CPU in a minute", "ticks of 10 ms", cpu,
                            OptionalDouble.of(bareCpu), OptionalDouble.empty(), false),
                    Figure.cost(Subject.IDLE, variant.kind() + ": of it beyond the probe", "ticks of 10 ms", beyondProbe,
                            OptionalDouble.empty(), 0));
        }
    }

    private void pause(int seconds) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep((long) Math.max(1000, seconds * scale * 1000));
    }

    private static double ticks(Duration used) {
        return used.toMillis() / (1000.0 / CpuClock.TICKS);
    }
}
