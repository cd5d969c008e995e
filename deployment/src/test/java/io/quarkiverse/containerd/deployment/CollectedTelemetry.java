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

    @Singleton
    static class Spans implements SpanExporter {

        private final Queue<SpanData> kept = new ConcurrentLinkedQueue<>();

        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            kept.addAll(spans);
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }

    @Singleton
    static class Records implements LogRecordExporter {

        private final Queue<LogRecordData> kept = new ConcurrentLinkedQueue<>();

        @Override
        public CompletableResultCode export(Collection<LogRecordData> records) {
            kept.addAll(records);
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }
}
