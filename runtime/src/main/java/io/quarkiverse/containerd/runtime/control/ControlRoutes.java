package io.quarkiverse.containerd.runtime.control;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.quarkiverse.containerd.NodeDaemon;
import io.quarkiverse.containerd.PreseedPlanner;
import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.client.ContainerdException;
import io.quarkiverse.containerd.logs.JournalQuery;
import io.quarkiverse.containerd.logs.LogJournal;
import io.quarkiverse.containerd.runtime.daemon.CurrentInstallation;
import io.quarkiverse.containerd.runtime.daemon.DaemonControl;

/** What the control socket answers to each request. */
@Singleton
class ControlRoutes {

    private static final String PREFIX = "/" + Reply.VERSION + "/";
    private static final String NODES = "nodes/";
    private static final String RESTART = "/restart";
    private static final String PRESEED_NODE = "root.containerd.preseed";
    private static final int MOST_ENTRIES = 10_000;
    private static final int MOST_IMAGES = 10_000;
    private static final int DEFAULT_ENTRIES = 200;
    private static final String REASON = "the control socket asked for it";

    private final NodeDaemon daemon;
    private final DaemonControl control;
    private final LogJournal journal;
    private final PreseedPlanner planner;
    private final Instance<ContainerdClient> containerd;
    private final Instance<CurrentInstallation> installation;

    /** @param installation made only where containerd is to be started */
    ControlRoutes(NodeDaemon daemon, DaemonControl control, LogJournal journal, PreseedPlanner planner,
            Instance<ContainerdClient> containerd, Instance<CurrentInstallation> installation) {
        this.daemon = daemon;
        this.control = control;
        this.journal = journal;
        this.planner = planner;
        this.containerd = containerd;
        this.installation = installation;
    }

    /** Answers a request; everything but {@link #followed}. */
    Reply answer(HttpMethod method, String path, Query query) {
        if (!path.startsWith(PREFIX)) {
            return notFound();
        }
        String resource = path.substring(PREFIX.length());
        try {
            if (method.equals(HttpMethod.GET)) {
                return read(resource, query);
            }
            return method.equals(HttpMethod.POST) ? act(resource, query)
                    : Reply.error(HttpResponseStatus.METHOD_NOT_ALLOWED, "There are GET and POST only.");
        } catch (Query.MalformedException e) {
            return Reply.badRequest(e.getMessage());
        } catch (ContainerdException | IOException | IllegalStateException e) {
            return Reply.error(HttpResponseStatus.SERVICE_UNAVAILABLE, e.getMessage());
        }
    }

    private Reply read(String resource, Query query) throws Query.MalformedException, IOException {
        if (resource.startsWith(NODES)) {
            query.requireOnly(Set.of());
            return daemon.node(resource.substring(NODES.length()))
                    .map(node -> Reply.of(NodeDocuments.document().set("node", NodeDocuments.node(node))))
                    .orElseGet(ControlRoutes::noNode);
        }
        return switch (resource) {
            case "status" -> Reply.of(without(query, NodeDocuments.status(daemon)));
            case "tree" -> Reply.of(without(query, NodeDocuments.tree(daemon.tree(), daemon.stuck())));
            case "log" -> log(query);
            case "preseed" -> Reply.of(without(query, PreseedDocuments.report(daemon.preseed(), daemon.preseedEnabled())));
            case "preseed/plan" -> Reply.of(without(query, PreseedDocuments.plans(planner.plan())));
            case "images" -> images(query);
            case "config" -> Reply.of(without(query, ConfigDocuments.config(installed())));
            case "host" -> Reply.of(without(query, ConfigDocuments.host(installed())));
            case "version" -> Reply.of(without(query, VersionDocument.of(containerd.get())));
            default -> notFound();
        };
    }

    private Reply act(String resource, Query query) throws Query.MalformedException {
        query.requireOnly(Set.of());
        if (resource.startsWith(NODES) && resource.endsWith(RESTART)) {
            return restart(resource.substring(NODES.length(), resource.length() - RESTART.length()));
        }
        return switch (resource) {
            case "preseed/rescan" -> {
                control.rescan();
                yield Reply.of(NodeDocuments.document().put("requested", true));
            }
            case "preseed/retry" -> restart(PRESEED_NODE);
            default -> notFound();
        };
    }

    private Reply restart(String dn) {
        return control.restart(dn, REASON) ? Reply.of(NodeDocuments.document().put("requested", true)) : noNode();
    }

    private Reply log(Query query) throws Query.MalformedException {
        LogDocuments selected = selected(query);
        int last = query.number("last", DEFAULT_ENTRIES, MOST_ENTRIES);
        return Reply.of(selected.entries(journal.read(selected.query()), last));
    }

    /** Returns what a request wants to follow; empty if it wants something else. */
    Optional<LogDocuments> followed(HttpMethod method, String path, Query query) throws Query.MalformedException {
        boolean follows = method.equals(HttpMethod.GET) && path.equals(PREFIX + "log") && query.flag("follow", false);
        return follows ? Optional.of(selected(query)) : Optional.empty();
    }

    private static LogDocuments selected(Query query) throws Query.MalformedException {
        query.requireOnly(Set.of("dn", "children", "level", "text", "since", "last", "follow"));
        JournalQuery journal = new JournalQuery(query.text("dn").orElse("root"), query.flag("children", true),
                query.flag("follow", false) ? query.number("last", DEFAULT_ENTRIES, MOST_ENTRIES) : Integer.MAX_VALUE,
                query.level("level"));
        return new LogDocuments(journal, query.time("since", Instant.now()),
                query.text("text").orElse("").toLowerCase(Locale.ROOT));
    }

    LogJournal journal() {
        return journal;
    }

    private Reply images(Query query) throws Query.MalformedException {
        query.requireOnly(Set.of("namespace"));
        return Reply.of(ImageDocuments.images(containerd.get(), daemon.preseed(), query.text("namespace"), MOST_IMAGES));
    }

    private CurrentInstallation installed() {
        if (!daemon.enabled()) {
            throw new IllegalStateException("containerd is not started: quarkus.containerd.enabled is false.");
        }
        return installation.get();
    }

    private static ObjectNode without(Query query, ObjectNode document) throws Query.MalformedException {
        query.requireOnly(Set.of());
        return document;
    }

    private static Reply noNode() {
        return Reply.error(HttpResponseStatus.NOT_FOUND, "There is no such node now; /v1/tree has those that are.");
    }

    private static Reply notFound() {
        return Reply.error(HttpResponseStatus.NOT_FOUND, "There is nothing here. There are " + String.join(", ",
                List.of("/v1/status", "tree", "nodes/<DN>", "log", "preseed", "preseed/plan", "images", "config", "host",
                        "version"))
                + "; and for POST nodes/<DN>/restart, preseed/rescan and preseed/retry.");
    }
}
