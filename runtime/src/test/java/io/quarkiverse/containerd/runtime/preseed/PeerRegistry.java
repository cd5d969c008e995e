package io.quarkiverse.containerd.runtime.preseed;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import io.quarkiverse.containerd.client.BlobInfo;
import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.client.NamespaceClient;
import io.quarkiverse.containerd.client.StoredImage;
import io.quarkiverse.containerd.testing.ImageJson;

/**
 * A registry for pulling only that serves what a containerd has, as nodes' mirrors for each other do: tags from the image
 * records, and content from the content store, as far as its labels say that it comes from the repository.
 */
final class PeerRegistry implements AutoCloseable {

    private static final Pattern PATH = Pattern.compile("/v2/(?<repository>.+)/(?<kind>manifests|blobs)/(?<reference>[^/]+)");
    private static final int LARGEST = 64 << 20;

    private final NamespaceClient namespace;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> refused = new CopyOnWriteArrayList<>();

    PeerRegistry(String address, NamespaceClient namespace) throws IOException {
        this.namespace = namespace;
        this.server = HttpServer.create(new InetSocketAddress(address, 0), 0);
        server.setExecutor(threads);
        server.createContext("/v2/", this::answer);
        server.start();
    }

    String url() {
        return "http://" + server.getAddress().getAddress().getHostAddress() + ":" + server.getAddress().getPort();
    }

    /** What was asked for and is not here. */
    List<String> refused() {
        return List.copyOf(refused);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Matcher path = PATH.matcher(exchange.getRequestURI().getPath());
            Optional<BlobInfo> blob = path.matches() ? blob(registry(exchange), path) : Optional.empty();
            if (blob.isEmpty()) {
                refused.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            byte[] content = namespace.content().read(blob.get().digest(), LARGEST);
            exchange.getResponseHeaders().set("Docker-Content-Digest", blob.get().digest().value());
            exchange.getResponseHeaders().set("Content-Type",
                    path.group("kind").equals("manifests") ? mediaType(content) : "application/octet-stream");
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.getResponseHeaders().set("Content-Length", Integer.toString(content.length));
                exchange.sendResponseHeaders(200, -1);
            } else {
                exchange.sendResponseHeaders(200, content.length);
                exchange.getResponseBody().write(content);
            }
        }
    }

    /** The registry that containerd names when it asks a mirror. */
    private static String registry(HttpExchange exchange) {
        return URLDecoder.decode(exchange.getRequestURI().getRawQuery().replaceFirst("^ns=", ""), StandardCharsets.UTF_8);
    }

    private Optional<BlobInfo> blob(String registry, Matcher path) {
        String repository = path.group("repository");
        String reference = path.group("reference");
        Optional<String> digest = reference.startsWith("sha256:") ? Optional.of(reference)
                : namespace.images().get(registry + "/" + repository + ":" + reference).map(StoredImage::target)
                        .map(target -> target.digest());
        String source = "containerd.io/distribution.source." + registry.replaceFirst(":\\d+$", "");
        return digest.flatMap(found -> namespace.content().info(new Digest(found)))
                .filter(info -> Arrays.asList(info.labels().getOrDefault(source, "").split(",")).contains(repository));
    }

    /** Docker's and OCI's documents say themselves what they are, or can be told by what they have. */
    private static String mediaType(byte[] document) {
        String json = new String(document, StandardCharsets.UTF_8);
        Matcher stated = Pattern.compile("\\A\\s*\\{[^\\[{]*\"mediaType\"\\s*:\\s*\"([^\"]+)\"").matcher(json);
        if (stated.find()) {
            return stated.group(1);
        }
        return json.contains("\"manifests\"") ? ImageJson.OCI_INDEX : ImageJson.OCI_MANIFEST;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
