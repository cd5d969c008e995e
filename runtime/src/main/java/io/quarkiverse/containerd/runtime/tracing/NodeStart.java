package io.quarkiverse.containerd.runtime.tracing;

import java.time.Instant;
import java.util.Optional;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;

/** The newest start of a node. */
final class NodeStart {

    private final Trace trace;
    private final Span span;
    private final boolean root;
    private boolean under = true;
    private Optional<Failed> failed = Optional.empty();

    /** A failure of a node. */
    record Failed(Instant at, String reason) {
    }

    /** @param root whether the span is that of the whole trace */
    NodeStart(Trace trace, Span span, boolean root) {
        this.trace = trace;
        this.span = span;
        this.root = root;
        trace.nodeStarts();
    }

    Trace trace() {
        return trace;
    }

    /** The context of what belongs to the start. */
    Context context() {
        return Context.root().with(span);
    }

    /** Whether the node is still being started. */
    boolean isUnderWay() {
        return under;
    }

    /** The failure of the node, which a restart follows; empty if it has not failed. */
    Optional<Failed> failed() {
        return failed;
    }

    /** Notes that the node serves, or is cancelled. */
    void end(Instant at) {
        if (under) {
            under = false;
            if (!root) {
                span.end(at);
            }
            trace.nodeStarted(at);
        }
    }

    /** Notes that the node has failed, while it was being started or later. */
    void fail(Instant at, String reason) {
        failed = Optional.of(new Failed(at, reason));
        if (under) {
            span.setStatus(StatusCode.ERROR, reason);
        }
        trace.fail(reason);
        end(at);
    }
}
