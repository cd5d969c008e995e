package io.quarkiverse.containerd.runtime.tracing;

import java.time.Instant;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;

/**
 * The trace of a start: that of the daemon, or of a node that is restarted. It ends when all nodes that it has started have.
 */
final class Trace {

    private final Span root;
    private int starting;
    private boolean failed;
    private boolean ended;

    /** @param root the span of the whole, which is ended with the trace */
    Trace(Span root) {
        this.root = root;
    }

    void nodeStarts() {
        starting++;
    }

    /** Ends the trace if all nodes have been started, or have failed. */
    void nodeStarted(Instant at) {
        starting--;
        if (starting == 0) {
            end(at);
        }
    }

    /** Notes that a node of the start has failed. */
    void fail(String reason) {
        if (!ended) {
            failed = true;
            root.setStatus(StatusCode.ERROR, reason);
        }
    }

    void end(Instant at) {
        if (ended) {
            return;
        }
        ended = true;
        if (!failed && starting == 0) {
            root.addEvent("ready", at);
        }
        root.end(at);
    }
}
