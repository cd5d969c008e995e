package io.quarkiverse.containerd.runtime.devui;

import java.time.Duration;
import java.util.Map;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkiverse.containerd.runtime.documents.Documents;
import io.quarkus.runtime.annotations.DevMCPEnableByDefault;
import io.quarkus.runtime.annotations.JsonRpcDescription;
import io.smallrye.mutiny.Multi;

/** Pods and their containers, for the Dev UI and Dev MCP. */
@Singleton
public class PodsJsonRpcService {

    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final int MOST_LINES = 1_000;

    private final Documents documents;
    private final LiveStreams streams;

    PodsJsonRpcService(Documents documents, LiveStreams streams) {
        this.documents = documents;
        this.streams = streams;
    }

    @DevMCPEnableByDefault
    @JsonRpcDescription("Returns the pod sandboxes with addresses and runtime handlers, and their containers with image, state"
            + " and exit code, as the Container Runtime Interface has them")
    public Map<String, Object> pods() {
        return Answer.of(documents::pods);
    }

    @DevMCPEnableByDefault
    @JsonRpcDescription("Returns the newest lines that a container of a pod has printed")
    public Map<String, Object> containerLog(
            @JsonRpcDescription("The id of the container, as in the result of pods") String container,
            @JsonRpcDescription("The largest number of lines, at most 1000") int last) {
        return Answer.of(() -> documents.containerLog(container, Math.max(0, Math.min(last, MOST_LINES))));
    }

    /** Streams the pods together with the status of the daemon. */
    public Multi<Map<String, Object>> watchPods() {
        return streams.document(PERIOD, () -> {
            ObjectNode pods = Answer.document(documents::pods);
            pods.set("status", documents.status());
            return pods;
        });
    }

    /** Streams the newest lines of a container. */
    public Multi<Map<String, Object>> watchContainerLog(String container) {
        return streams.document(PERIOD, () -> documents.containerLog(container, MOST_LINES));
    }
}
