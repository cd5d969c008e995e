package io.quarkiverse.containerd.runtime.daemon;

import java.time.Duration;

/**
 * A periodic probe of containerd that has ended.
 *
 * @param result what it has found
 * @param duration the time it took
 */
public record ContainerdProbed(Observation.Kind result, Duration duration) {
}
