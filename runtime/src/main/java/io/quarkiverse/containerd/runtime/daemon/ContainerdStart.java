package io.quarkiverse.containerd.runtime.daemon;

import java.time.Instant;
import java.util.List;

/**
 * A start of containerd, which serves now or has failed.
 *
 * @param dn the DN of its node
 * @param steps the steps that were begun, in order
 */
public record ContainerdStart(String dn, List<Step> steps) {

    /**
     * A step of a start.
     *
     * @param name its name
     * @param start when it was begun
     * @param end when the next one was begun, or the start ended
     */
    public record Step(String name, Instant start, Instant end) {
    }
}
