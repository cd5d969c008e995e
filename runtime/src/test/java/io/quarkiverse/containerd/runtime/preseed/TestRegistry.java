package io.quarkiverse.containerd.runtime.preseed;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import io.quarkiverse.containerd.runtime.oci.Descriptor;
import io.quarkiverse.containerd.runtime.oci.ImageException;
import io.quarkiverse.containerd.runtime.oci.JsonDocuments;
import io.quarkiverse.containerd.runtime.oci.Manifests;

/** A registry on the loopback interface: the pull part of the distribution API. */
public final class TestRegistry implements AutoCloseable {

    /** Nobody else looks for free ports here: one that was closed can be opened again. */
    private static final String HOST = "127.0.0.2";

    private final HttpServer server;
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final Map<String, byte[]> blobs = new HashMap<>();
    private final Map<String, Descriptor> tags = new HashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean hanging;

    /** @param port 0 for any */
    public TestRegistry(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(HOST, port), 0);
        server.createContext("/v2/", this::answer);
        server.setExecutor(executor);
        server.start();
    }

    /** How references begin. */
    public String address() {
        return HOST + ":" + server.getAddress().getPort();
    }

    /** The methods and paths of all requests. */
    public List<String> requests() {
        return requests;
    }

    /** Answers no more requests. */
    public void hang() {
        hanging = true;
    }

    /** Serves the first image of an OCI layout. */
    public void serve(Path archive, String repository, String tag) throws IOException, ImageException {
        try (TarArchiveInputStream in = new TarArchiveInputStream(Files.newInputStream(archive))) {
            for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                byte[] bytes = in.readAllBytes();
                if (entry.getName().equals("index.json")) {
                    tags.put(repository + ":" + tag, Manifests.layoutIndex(new JsonDocuments(100), bytes).get(0));
                } else {
                    blobs.put(entry.getName().replace("blobs/sha256/", "sha256:"), bytes);
                }
            }
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath().substring("/v2/".length());
        requests.add(exchange.getRequestMethod() + " " + path);
        try (exchange; InputStream ignored = exchange.getRequestBody()) {
            if (hanging) {
                closed.await();
            } else if (path.contains("/manifests/")) {
                manifest(exchange, path.substring(0, path.indexOf("/manifests/")),
                        path.substring(path.indexOf("/manifests/") + "/manifests/".length()));
            } else {
                send(exchange, blobs.get(path.substring(path.lastIndexOf('/') + 1)), "application/octet-stream", "");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void manifest(HttpExchange exchange, String repository, String reference) throws IOException {
        Descriptor manifest = tags.values().stream().filter(tagged -> tagged.digest().value().equals(reference)).findFirst()
                .orElse(tags.get(repository + ":" + reference));
        if (manifest == null) {
            send(exchange, null, "", "");
        } else {
            send(exchange, blobs.get(manifest.digest().value()), manifest.mediaType(), manifest.digest().value());
        }
    }

    private static void send(HttpExchange exchange, byte[] body, String type, String digest) throws IOException {
        if (body == null) {
            exchange.sendResponseHeaders(404, -1);
            return;
        }
        exchange.getResponseHeaders().set("Content-Type", type);
        if (!digest.isEmpty()) {
            exchange.getResponseHeaders().set("Docker-Content-Digest", digest);
        }
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", String.valueOf(body.length));
            exchange.sendResponseHeaders(200, -1);
        } else {
            exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        executor.shutdownNow();
    }
}
