package io.quarkiverse.containerd.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** The registry of the package docker-registry of Debian, on a free port of a loopback address. */
public final class RealRegistry implements AutoCloseable {

    public static final String USER = "robot";
    /** A text that no log contains for another reason. */
    public static final String PASSWORD = "Xy7-pass\"word-kq";
    /** The file of htpasswd, with the password's bcrypt hash. */
    private static final String HTPASSWD = USER + ":$2y$05$abcdefghijklmnopqrstuucXgAG/CwpIBJZOvrpEs5Jl2PfvOCVX.\n";

    private final Process process;
    private final String host;
    private final int port;
    private final boolean tls;

    private RealRegistry(Process process, String host, int port, boolean tls) {
        this.process = process;
        this.host = host;
        this.port = port;
        this.tls = tls;
    }

    /**
     * Returns the builder of a registry that serves everybody by plain HTTP unless told otherwise.
     *
     * @param storage the directory of the images, which several registries may share
     */
    public static Builder of(Path storage) {
        return new Builder(storage);
    }

    /** The settings of a registry. */
    public static final class Builder {

        private final Path storage;
        private String auth = "";
        private String tls = "";
        private String host = "127.0.0.1";
        private UnaryOperator<List<String>> launcher = UnaryOperator.identity();

        private Builder(Path storage) {
            this.storage = storage;
        }

        /** Clients must log in with {@link #USER} and {@link #PASSWORD}. */
        public Builder login() throws IOException {
            Path users = Files.writeString(storage.resolve("htpasswd"), HTPASSWD);
            auth = "auth: {htpasswd: {realm: test, path: '" + users + "'}}\n";
            return this;
        }

        /** Clients need a token of that server. */
        public Builder tokensOf(TokenServer server) {
            auth = "auth: {token: {realm: '%s', service: '%s', issuer: '%s', rootcertbundle: '%s'}}\n".formatted(
                    server.url(), TokenServer.SERVICE, TokenServer.ISSUER, server.certificate());
            return this;
        }

        /** It serves HTTPS. */
        public Builder tls(Certificates own) {
            tls = "  tls:\n    certificate: " + own.certificate() + "\n    key: " + own.key() + "\n";
            return this;
        }

        /** It serves HTTPS to clients that have this certificate. */
        public Builder tls(Certificates own, Certificates clients) {
            tls(own);
            tls += "    clientcas: ['" + clients.certificate() + "']\n";
            return this;
        }

        /** It listens on IPv6 instead of IPv4. */
        public Builder ipv6() {
            host = "[::1]";
            return this;
        }

        /** Changes the command, for example to run in another network namespace; the process must stay the same. */
        public Builder launchedBy(UnaryOperator<List<String>> launcher) {
            this.launcher = launcher;
            return this;
        }

        public RealRegistry start() throws IOException {
            int port;
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = free.getLocalPort();
            }
            Path file = Files.writeString(Files.createTempFile(storage, "registry", ".yml"), """
                    version: 0.1
                    log: {level: error, accesslog: {disabled: true}}
                    storage: {filesystem: {rootdirectory: '%s'}}
                    %shttp:
                      addr: '%s:%d'
                    %s""".formatted(storage, auth, host, port, tls));
            Process process = new ProcessBuilder(launcher.apply(
                    List.of(DebianPackage.program("docker-registry").toString(), "serve", file.toString())))
                    .redirectErrorStream(true).redirectOutput(storage.resolve("registry-" + port + ".log").toFile()).start();
            RealRegistry registry = new RealRegistry(process, host, port, !tls.isEmpty());
            await("the registry").atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(20))
                    .until(registry::listens);
            return registry;
        }
    }

    /** Whether its port is open in its own network namespace. */
    private boolean listens() throws IOException {
        assertThat(process.isAlive()).isTrue();
        boolean ipv6 = host.startsWith("[");
        String socket = (ipv6 ? " 00000000000000000000000001000000:%04X " : " 0100007F:%04X 00000000:0000 0A ").formatted(port);
        return Files.readString(Path.of("/proc", Long.toString(process.pid()), "net", ipv6 ? "tcp6" : "tcp"))
                .contains(socket);
    }

    /** Pushes an image with one small layer to a registry without TLS and login. */
    public void push(String reference) throws IOException, InterruptedException {
        push(reference, Image.of(Layer.of(Map.of("name", reference.getBytes(StandardCharsets.UTF_8)))));
    }

    /**
     * Pushes an image to a registry without TLS and login.
     *
     * @param reference repository and tag, such as {@code team/image:1}
     */
    public void push(String reference, Image image) throws IOException, InterruptedException {
        String[] parts = reference.split(":");
        String repository = url() + "/v2/" + parts[0];
        for (Layer layer : image.layers()) {
            push(repository, layer.blob());
        }
        push(repository, image.config());
        send(HttpRequest.newBuilder(URI.create(repository + "/manifests/" + parts[1]))
                .header("Content-Type", ImageJson.OCI_MANIFEST)
                .PUT(BodyPublishers.ofByteArray(image.manifest().bytes())), 201);
    }

    private static void push(String repository, Blob blob) throws IOException, InterruptedException {
        URI upload = URI.create(repository + "/blobs/uploads/");
        String location = send(HttpRequest.newBuilder(upload).POST(BodyPublishers.noBody()), 202).headers()
                .firstValue("Location").orElseThrow();
        send(HttpRequest.newBuilder(URI.create(upload.resolve(location) + "&digest=" + blob.digest()))
                .header("Content-Type", "application/octet-stream").PUT(BodyPublishers.ofByteArray(blob.bytes())), 201);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request, int expected)
            throws IOException, InterruptedException {
        HttpResponse<String> response = HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(expected);
        return response;
    }

    /** The beginning of references to its images. */
    public String address() {
        return host + ":" + port;
    }

    public String url() {
        return (tls ? "https" : "http") + "://" + address();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
