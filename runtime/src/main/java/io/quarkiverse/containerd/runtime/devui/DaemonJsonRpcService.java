package io.quarkiverse.containerd.runtime.devui;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkiverse.containerd.runtime.daemon.CurrentInstallation;
import io.quarkiverse.containerd.runtime.daemon.DaemonControl;
import io.quarkiverse.containerd.runtime.documents.Documents;
import io.quarkus.runtime.annotations.DevMCPEnableByDefault;
import io.quarkus.runtime.annotations.JsonRpcDescription;
import io.smallrye.mutiny.Multi;

/** The daemon, its supervision tree and its configuration, for the Dev UI and Dev MCP. */
@Singleton
public class DaemonJsonRpcService {

    private static final Duration TREE_PERIOD = Duration.ofMillis(250);
    private static final Duration OVERVIEW_PERIOD = Duration.ofSeconds(1);
    private static final String REASON = "the Dev UI asked for it";

    private final Documents documents;
    private final LiveStreams streams;
    private final DaemonControl control;
    private final Instance<CurrentInstallation> installation;

    /** @param installation made only where containerd is to be started */
    DaemonJsonRpcService(Documents documents, LiveStreams streams, DaemonControl control,
            Instance<CurrentInstallation> installation) {
        this.documents = documents;
        this.streams = streams;
        this.control = control;
        this.installation = installation;
    }

    @DevMCPEnableByDefault
    @JsonRpcDescription("Returns whether the node daemon is live, started and ready, whether containerd answers,"
            + " and everything that is wrong, with remedies")
    public Map<String, Object> status() {
        return Answer.of(documents::status);
    }

    @DevMCPEnableByDefault
    @JsonRpcDescription("Returns the supervision tree: the state of each node, since when, its restarts, its last failure"
            + " with cause and remedy, and when it starts again")
    public Map<String, Object> tree() {
        return Answer.of(documents::tree);
    }

    @JsonRpcDescription("Restarts a node of the supervision tree, with its group and all nodes below it")
    public Map<String, Object> restart(
            @JsonRpcDescription("The distinguished name of the node, for example root.containerd") String dn) {
        return Answer.of(() -> control.restart(dn, REASON) ? Documents.document().put("requested", true)
                : Answer.error("There is no node " + dn + " now."));
    }

    @DevMCPEnableByDefault
    @JsonRpcDescription("Returns the versions and process ids of the daemon and of the containerd that runs")
    public Map<String, Object> version() {
        return Answer.of(documents::version);
    }

    @DevMCPEnableByDefault
    @JsonRpcDescription("Returns containerd's program and version, what this host lacks, and what is done otherwise than"
            + " configured because of it")
    public Map<String, Object> host() {
        return Answer.of(documents::host);
    }

    @DevMCPEnableByDefault
    @JsonRpcDescription("Returns containerd's rendered configuration files, each line with the key that it comes from, and"
            + " what containerd drops or changes of them; secrets are masked")
    public Map<String, Object> config() {
        return Answer.of(documents::config);
    }

    /** Streams the status together with the version of containerd and the number of images. */
    public Multi<Map<String, Object>> watchOverview() {
        return streams.document(OVERVIEW_PERIOD, () -> {
            ObjectNode overview = documents.status();
            if (overview.get("enabled").asBoolean()) {
                overview.put("version", installation.get().version().toString());
                overview.set("images", Answer.document(() -> documents.images(Optional.empty(), 0)).get("total"));
            }
            return overview;
        });
    }

    /** Streams the tree together with the status. */
    public Multi<Map<String, Object>> watchTree() {
        return streams.document(TREE_PERIOD, () -> {
            ObjectNode tree = documents.tree();
            tree.set("status", documents.status());
            return tree;
        });
    }
}
