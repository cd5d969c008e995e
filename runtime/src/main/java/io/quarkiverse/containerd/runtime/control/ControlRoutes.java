package io.quarkiverse.containerd.runtime.control;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import jakarta.inject.Singleton;

import org.jboss.logging.Logger.Level;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.quarkiverse.containerd.client.ContainerdException;
import io.quarkiverse.containerd.logs.JournalQuery;
import io.quarkiverse.containerd.logs.LogJournal;
import io.quarkiverse.containerd.runtime.daemon.ContainerdGoroutines;
import io.quarkiverse.containerd.runtime.daemon.DaemonControl;
import io.quarkiverse.containerd.runtime.documents.Documents;
import io.quarkiverse.containerd.runtime.documents.LogDocuments;
import io.quarkiverse.containerd.runtime.text.BoundedText;

/** What the control socket answers to each request. */
@Singleton
class ControlRoutes {

    private static final String PREFIX = "/" + Documents.VERSION + "/";
    private static final String ROOT = "root";
    private static final String NODES = "nodes/";
    private static final String RESTART = "/restart";
    private static final String PRESEED_NODE = "root.containerd.preseed";
    private static final int MOST_ENTRIES = 10_000;
    private static final int MOST_IMAGES = 10_000;
    private static final int DEFAULT_ENTRIES = 200;
    private static final String NOT_FOLLOWED = "Changes of the preseed directory are not followed: set"
            + " quarkus.containerd.preseed.watch or quarkus.containerd.preseed.rescan, or ask for a retry, which scans it, too.";
    private static final String REASON = "the control socket asked for it";

    private final Documents documents;
    private final DaemonControl control;
    private final ContainerdGoroutines goroutines;
    private final LogJournal journal;

    ControlRoutes(Documents documents, DaemonControl control, ContainerdGoroutines goroutines, LogJournal journal) {
        this.documents = documents;
        this.control = control;
        this.goroutines = goroutines;
        this.journal = journal;
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
        if (resource.equals("log")) {
            return log(query);
        }
        if (resource.equals("images")) {
            query.requireOnly(Set.of("namespace"));
            return Reply.of(documents.images(query.text("namespace"), MOST_IMAGES));
        }
        query.requireOnly(Set.of());
        if (resource.startsWith(NODES)) {
            String dn = resource.substring(NODES.length());
            return documents.node(dn).map(Reply::of).orElseGet(() -> noNode(dn));
        }
        return switch (resource) {
            case "status" -> Reply.of(documents.status());
            case "tree" -> Reply.of(documents.tree());
            case "preseed" -> Reply.of(documents.preseed());
            case "preseed/plan" -> Reply.of(documents.plan());
            case "config" -> Reply.of(documents.config());
            case "config/dump" -> Reply.of(documents.configDump());
            case "host" -> Reply.of(documents.host());
            case "version" -> Reply.of(documents.version());
            case "threads" -> Reply.of(documents.threads());
            default -> notFound();
        };
    }

    private Reply act(String resource, Query query) throws Query.MalformedException, IOException {
        query.requireOnly(Set.of());
        if (resource.startsWith(NODES) && resource.endsWith(RESTART)) {
            return restart(resource.substring(NODES.length(), resource.length() - RESTART.length()));
        }
        return switch (resource) {
            case "preseed/rescan" -> control.rescan() ? requested() : Reply.error(HttpResponseStatus.CONFLICT, NOT_FOLLOWED);
            case "preseed/retry" -> restart(PRESEED_NODE);
            case "containerd/goroutines" -> Reply.of(Documents.document().put("goroutines", goroutines.dump()));
            default -> notFound();
        };
    }

    private Reply restart(String dn) {
        return control.restart(dn, REASON) ? requested() : noNode(dn);
    }

    private static Reply requested() {
        ObjectNode document = Documents.document();
        return Reply.of(document.put("requested", true));
    }

    private Reply log(Query query) throws Query.MalformedException {
        LogDocuments selected = selected(query);
        int last = query.number("last", DEFAULT_ENTRIES, MOST_ENTRIES);
        if (isUnknown(selected.query().dn())) {
            return noNode(selected.query().dn());
        }
        return Reply.of(selected.entries(journal.read(selected.query()), last));
    }

    /** Returns what a request wants to follow; empty if it wants something else, or there is no such node. */
    Optional<LogDocuments> followed(HttpMethod method, String path, Query query) throws Query.MalformedException {
        boolean follows = method.equals(HttpMethod.GET) && path.equals(PREFIX + "log") && query.flag("follow", false);
        return follows ? Optional.of(selected(query)).filter(selected -> !isUnknown(selected.query().dn()))
                : Optional.empty();
    }

    /** Whether there is no such node, and none of that name has logged anything. */
    private boolean isUnknown(String dn) {
        return !dn.equals(ROOT) && documents.node(dn).isEmpty()
                && journal.read(new JournalQuery(dn, true, 1, Level.TRACE)).isEmpty();
    }

    private static LogDocuments selected(Query query) throws Query.MalformedException {
        query.requireOnly(Set.of("dn", "children", "level", "text", "since", "last", "follow"));
        JournalQuery journal = new JournalQuery(query.text("dn").orElse(ROOT), query.flag("children", true),
                query.flag("follow", false) ? query.number("last", DEFAULT_ENTRIES, MOST_ENTRIES) : Integer.MAX_VALUE,
                query.level("level"));
        return new LogDocuments(journal, query.time("since", Instant.now()),
                query.text("text").orElse("").toLowerCase(Locale.ROOT));
    }

    LogJournal journal() {
        return journal;
    }

    private static Reply noNode(String dn) {
        return Reply.error(HttpResponseStatus.NOT_FOUND,
                "There is no node '" + BoundedText.name(dn) + "' now; the tree has those that are.");
    }

    private static Reply notFound() {
        return Reply.error(HttpResponseStatus.NOT_FOUND, "There is nothing here. There are " + String.join(", ",
                List.of("/v1/status", "tree", "nodes/<DN>", "log", "preseed", "preseed/plan", "images", "config", "config/dump",
                        "host",
                        "version", "threads"))
                + "; and for POST nodes/<DN>/restart, preseed/rescan, preseed/retry and containerd/goroutines.");
    }
}
