package io.quarkiverse.containerd.deployment;

import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.quarkiverse.containerd.ContainerdStatus;
import io.quarkiverse.containerd.NodeDaemon;
import io.quarkiverse.containerd.client.ContainerdClient;
import io.vertx.ext.web.Router;

/** A part of an application that keeps its spans and log records, and shows them. */
class CollectedTelemetry {

    /** Of each span its trace, itself, its parent, kind, status, name and attributes. */
    void routes(@Observes Router router, Spans spans, Records records, NodeDaemon daemon, ContainerdClient client) {
        router.get("/spans").handler(context -> context.end(spans.kept.stream().map(span -> String.join("|",
                span.getTraceId(), span.getSpanId(), span.getParentSpanId(), span.getKind().name(),
                span.getStatus().getStatusCode().name(), span.getName(), span.getAttributes().asMap().toString()))
                .collect(Collectors.joining("\n"))));
        router.get("/records").handler(context -> context.end(records.kept.stream()
                .map(record -> record.getAttributes().asMap().toString()).collect(Collectors.joining("\n"))));
        router.get("/probed").handler(context -> context.end(daemon.containerd().map(ContainerdStatus::at).toString()));
        router.get("/call").blockingHandler(context -> context.end(List.copyOf(client.namespaces()).toString()));
    }

    /** Keeps what is exported. */
    abstract static class Kept<T> {

        final Queue<T> kept = new ConcurrentLinkedQueue<>();

        public CompletableResultCode export(Collection<T> exported) {
            kept.addAll(exported);
            return CompletableResultCode.ofSuccess();
        }

        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }

    @Singleton
    static class Spans extends Kept<SpanData> implements SpanExporter {
    }

    @Singleton
    static class Records extends Kept<LogRecordData> implements LogRecordExporter {
    }
}
