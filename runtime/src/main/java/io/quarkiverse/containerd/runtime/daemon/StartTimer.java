package io.quarkiverse.containerd.runtime.daemon;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Times the steps of a start of containerd, and tells of it once: when containerd serves, or has failed. For one thread. */
final class StartTimer implements AutoCloseable {

    private final String dn;
    private final Consumer<ContainerdStart> listener;
    private final Instant origin;
    private final LongSupplier nanoTime;
    private final long originNanos;
    private final List<ContainerdStart.Step> steps = new ArrayList<>();
    private String step;
    private Instant stepStart;
    private boolean ended;

    /** @param nanoTime measures, as the clock may be set meanwhile */
    StartTimer(String dn, Consumer<ContainerdStart> listener, InstantSource clock, LongSupplier nanoTime) {
        this.dn = dn;
        this.listener = listener;
        this.origin = clock.instant();
        this.nanoTime = nanoTime;
        this.originNanos = nanoTime.getAsLong();
    }

    /** Begins a step, which ends the one before. */
    void begin(String name) {
        Instant now = now();
        endStep(now);
        step = name;
        stepStart = now;
    }

    /** Ends the start. */
    @Override
    public void close() {
        if (!ended) {
            ended = true;
            endStep(now());
            listener.accept(new ContainerdStart(dn, List.copyOf(steps)));
        }
    }

    private void endStep(Instant now) {
        if (step != null) {
            steps.add(new ContainerdStart.Step(step, stepStart, now));
        }
    }

    private Instant now() {
        return origin.plusNanos(nanoTime.getAsLong() - originNanos);
    }
}
