/** The starts of nodes and the loads of archives as OpenTelemetry traces. */
package io.quarkiverse.containerd.runtime.tracing;
