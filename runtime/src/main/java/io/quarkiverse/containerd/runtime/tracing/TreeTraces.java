package io.quarkiverse.containerd.runtime.tracing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.quarkiverse.containerd.Failure;
import io.quarkiverse.containerd.NodeState;
import io.quarkiverse.containerd.Transition;
import io.quarkiverse.containerd.runtime.daemon.ContainerdStart;
import io.quarkiverse.containerd.runtime.preseed.ArchiveLoad;

/**
 * Makes the spans of the supervision tree: one trace of the first start of all nodes, and one of each restart of a node with
 * what is below it. Steps and loads that are told before the node has signalled wait until it has, because changes of the tree
 * are told later than they happen.
 */
final class TreeTraces {

    /** As many nodes have metrics of their own; names that come and go must not fill the memory. */
    static final int MOST_NODES = 1000;

    static final AttributeKey<String> NODE = AttributeKey.stringKey("containerd.node");
    static final AttributeKey<String> ARCHIVE = AttributeKey.stringKey("containerd.archive.path");
    static final AttributeKey<String> NAMESPACE = AttributeKey.stringKey("containerd.namespace");
    static final AttributeKey<Boolean> REQUIRED = AttributeKey.booleanKey("containerd.archive.required");
    static final AttributeKey<Long> IMAGES = AttributeKey.longKey("containerd.archive.images");
    static final AttributeKey<Long> BLOBS = AttributeKey.longKey("containerd.archive.blobs");
    static final AttributeKey<Long> BYTES = AttributeKey.longKey("containerd.archive.bytes");
    static final AttributeKey<Long> LAYERS = AttributeKey.longKey("containerd.archive.layers");
    private static final AttributeKey<String> FAILURE = AttributeKey.stringKey("exception.message");

    private final Tracer tracer;
    private final Map<String, NodeStart> nodes = new HashMap<>();
    private final Map<String, List<Consumer<NodeStart>>> waiting = new HashMap<>();

    TreeTraces(Tracer tracer) {
        this.tracer = tracer;
    }

    synchronized void changed(Transition transition) {
        String dn = transition.dn();
        Instant at = transition.at();
        if (transition.to() == NodeState.NEW) {
            if (nodes.size() < MOST_NODES || nodes.containsKey(dn)) {
                nodes.put(dn, begin(transition));
            }
            return;
        }
        NodeStart start = nodes.get(dn);
        if (start == null || transition.to() == NodeState.UNHEALTHY) {
            return;
        }
        List<Consumer<NodeStart>> told = waiting.remove(dn);
        if (told != null) {
            told.forEach(span -> span.accept(start));
        }
        if (transition.to() == NodeState.DEAD) {
            start.fail(at, transition.failure().map(Failure::message).orElse("failed"));
        } else {
            start.end(at);
        }
        if (transition.to() == NodeState.CANCELED) {
            nodes.remove(dn);
        }
    }

    synchronized void started(ContainerdStart start) {
        wait(start.dn(), node -> start.steps().forEach(step -> span(step.name(), node.context(), step.start())
                .startSpan().end(step.end())));
    }

    synchronized void loaded(ArchiveLoad load) {
        NodeStart node = nodes.get(load.dn());
        if (!load.atStart()) {
            make(load, Context.root());
        } else if (node != null && !node.isUnderWay()) {
            make(load, node.context());
        } else {
            wait(load.dn(), start -> make(load, start.context()));
        }
    }

    /** Ends what is being started when the application ends. */
    synchronized void end(Instant at) {
        nodes.values().forEach(start -> start.trace().end(at));
        nodes.clear();
    }

    private void wait(String dn, Consumer<NodeStart> spans) {
        waiting.computeIfAbsent(dn, name -> new ArrayList<>()).add(spans);
    }

    private NodeStart begin(Transition transition) {
        String dn = transition.dn();
        Optional<NodeStart> before = Optional.ofNullable(nodes.get(dn));
        NodeStart parent = nodes.get(dn.substring(0, Math.max(0, dn.lastIndexOf('.'))));
        if (transition.from() == NodeState.NEW && parent != null) {
            Span span = span("start " + dn, parent.context(), transition.at()).setAttribute(NODE, dn).startSpan();
            return new NodeStart(parent.trace(), span, false);
        }
        Optional<NodeStart.Failed> failed = before.flatMap(NodeStart::failed);
        Span root = span(transition.from() == NodeState.NEW ? "boot" : "restart " + dn, Context.root(),
                failed.map(NodeStart.Failed::at).orElse(transition.at())).setAttribute(NODE, dn).startSpan();
        failed.ifPresent(failure -> root.addEvent("failure", Attributes.of(FAILURE, failure.reason()), failure.at()));
        return new NodeStart(new Trace(root), root, true);
    }

    private void make(ArchiveLoad load, Context parent) {
        Span span = span("load archive", parent, load.start())
                .setAttribute(ARCHIVE, load.archive().path())
                .setAttribute(NAMESPACE, load.archive().namespace())
                .setAttribute(REQUIRED, load.archive().required())
                .setAttribute(IMAGES, (long) load.brought().images())
                .setAttribute(BLOBS, load.brought().blobs())
                .setAttribute(BYTES, load.brought().bytes())
                .startSpan();
        if (load.brought().layers() > 0) {
            span("unpack", Context.root().with(span), load.imported().orElse(load.start()))
                    .setAttribute(LAYERS, load.brought().layers()).startSpan().end(load.end());
        }
        load.failure().ifPresent(reason -> span.setStatus(StatusCode.ERROR, reason));
        span.end(load.end());
    }

    private SpanBuilder span(String name, Context parent, Instant start) {
        return tracer.spanBuilder(name).setParent(parent).setStartTimestamp(start);
    }
}
