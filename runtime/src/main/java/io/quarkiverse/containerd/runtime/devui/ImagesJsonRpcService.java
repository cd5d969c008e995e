package io.quarkiverse.containerd.runtime.devui;

import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.config.PreseedConfig;
import io.quarkiverse.containerd.runtime.daemon.DaemonControl;
import io.quarkiverse.containerd.runtime.disk.Disks;
import io.quarkiverse.containerd.runtime.documents.Documents;
import io.quarkus.runtime.annotations.DevMCPEnableByDefault;
import io.quarkus.runtime.annotations.JsonRpcDescription;
import io.smallrye.mutiny.Multi;

/** Images and the preseed, for the Dev UI and Dev MCP. */
@Singleton
public class ImagesJsonRpcService {

    private static final Duration IMAGES_PERIOD = Duration.ofSeconds(2);
    private static final Duration PRESEED_PERIOD = Duration.ofMillis(250);
    private static final int MOST_IMAGES = 10_000;
    private static final String PRESEED_NODE = "root.containerd.preseed";
    private static final String REASON = "the Dev UI asked for it";

    private final Documents documents;
    private final LiveStreams streams;
    private final DaemonControl control;
    private final PreseedConfig preseed;
    private final ArchiveUploads uploads;

    ImagesJsonRpcService(Documents documents, LiveStreams streams, DaemonControl control, ContainerdConfig config) {
        this.documents = documents;
        this.streams = streams;
        this.control = control;
        this.preseed = config.preseed();
        this.uploads = new ArchiveUploads(preseed.directory(), new Disks(preseed.diskReserve()));
    }

    @DevMCPEnableByDefault
    @JsonRpcDescription("Returns the images that containerd has: name, digest, platforms, size, whether they are pinned and"
            + " completely there, and the archive of the preseed directory that they come from")
    public Map<String, Object> images(
            @JsonRpcDescription("The containerd namespace, for example k8s.io; empty for all") String namespace) {
        return Answer.of(() -> documents.images(Optional.of(namespace).filter(name -> !name.isEmpty()), MOST_IMAGES));
    }

    @DevMCPEnableByDefault
    @JsonRpcDescription("Returns the state of each image archive and image list of the preseed directory, with the reason"
            + " why one could not be loaded")
    public Map<String, Object> preseed() {
        return Answer.of(documents::preseed);
    }

    @DevMCPEnableByDefault
    @JsonRpcDescription("Returns what loading each archive of the preseed directory would bring: images, platforms, bytes")
    public Map<String, Object> preseedPlan() {
        return Answer.of(documents::plan);
    }

    @JsonRpcDescription("Has the preseed look at its directory now, load what is new there and try again what has failed")
    public Map<String, Object> loadArchives() {
        return Answer.of(this::load);
    }

    private ObjectNode load() {
        // a preseed that follows its directory goes on with what it is loading
        if (preseed.watch()) {
            control.rescan();
        } else if (!control.restart(PRESEED_NODE, REASON)) {
            return Answer.error("The preseed does not run: containerd is down, or"
                    + " quarkus.containerd.preseed.enabled is false.");
        }
        return Documents.document().put("requested", true);
    }

    /** Streams the images of all namespaces. */
    public Multi<Map<String, Object>> watchImages() {
        return streams.document(IMAGES_PERIOD, () -> documents.images(Optional.empty(), MOST_IMAGES));
    }

    /** Streams the state of the preseed together with the status of the daemon. */
    public Multi<Map<String, Object>> watchPreseed() {
        return streams.document(PRESEED_PERIOD, () -> {
            ObjectNode report = documents.preseed();
            report.put("directory", preseed.directory().toString());
            report.set("status", documents.status());
            return report;
        });
    }

    /** Begins the upload of an archive. */
    public Map<String, Object> beginUpload(String namespace, String name, long bytes) {
        return Answer.of(() -> Documents.document().put("path", uploads.begin(namespace, name, bytes)));
    }

    /** Adds a piece, in Base64, to the upload of an archive. */
    public Map<String, Object> addToUpload(String path, long offset, String piece) {
        return Answer.of(() -> {
            try {
                byte[] bytes = Base64.getDecoder().decode(piece);
                uploads.add(path, offset, bytes);
                return Documents.document().put("received", offset + bytes.length);
            } catch (IllegalArgumentException e) {
                throw new IOException("A piece of " + path + " is not in Base64.", e);
            }
        });
    }

    /** Ends the upload of an archive, and has it loaded. */
    public Map<String, Object> finishUpload(String path) {
        return Answer.of(() -> {
            uploads.finish(path);
            return load();
        });
    }

    /** Ends the upload of an archive, and forgets what has come of it. */
    public Map<String, Object> cancelUpload(String path) {
        return Answer.of(() -> {
            uploads.cancel(path);
            return Documents.document();
        });
    }

    @PreDestroy
    void close() throws IOException {
        uploads.cancelAll();
    }
}
