package io.quarkiverse.containerd.runtime.documents;

import java.lang.management.ManagementFactory;
import java.time.Instant;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.client.ContainerdException;

/** The versions of what runs, as a document. */
final class VersionDocument {

    private VersionDocument() {
    }

    static ObjectNode of(ContainerdClient containerd) {
        ObjectNode document = NodeDocuments.document();
        document.putObject("daemon").put("pid", ProcessHandle.current().pid())
                .put("started", Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime()).toString());
        document.putObject("java").put("version", Runtime.version().toString()).put("vendor",
                System.getProperty("java.vendor"));
        ObjectNode running = document.putObject("containerd");
        try {
            ContainerdClient.Version version = containerd.version();
            running.put("version", version.version()).put("revision", version.revision());
            containerd.serverPid().ifPresent(pid -> running.put("pid", pid));
        } catch (ContainerdException e) {
            running.put("error", e.getMessage());
        }
        return document;
    }
}
