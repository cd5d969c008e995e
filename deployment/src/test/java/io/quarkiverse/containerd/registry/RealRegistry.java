package io.quarkiverse.containerd.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.RegistryImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;

import io.quarkiverse.containerd.deployment.devservices.DebianPackage;

/** Debian's registry on a free port of the loopback address. */
public final class RealRegistry implements AutoCloseable {

    static final String USER = "robot";
    /** So that it cannot be in a log for another reason. */
    static final String PASSWORD = "Xy7-pass\"word-kq";
    /** The password's bcrypt, as htpasswd makes it. */
    private static final String HTPASSWD = USER + ":$2y$05$abcdefghijklmnopqrstuucXgAG/CwpIBJZOvrpEs5Jl2PfvOCVX.\n";

    private final Process process;
    private final int port;
    private final boolean tls;

    private RealRegistry(Process process, int port, boolean tls) {
        this.process = process;
        this.port = port;
        this.tls = tls;
    }

    /** Starts one without TLS and login, with its images below a directory. */
    public static RealRegistry start(Path storage) throws IOException {
        return start(storage, Optional.empty(), Optional.empty(), false);
    }

    /**
     * Starts one.
     *
     * @param storage the images, which several may share
     * @param tls its certificate; without one it speaks plain HTTP
     * @param clients the certificate that clients must have
     * @param login whether clients must log in
     */
    static RealRegistry start(Path storage, Optional<Certificates> tls, Optional<Certificates> clients, boolean login)
            throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        StringBuilder config = new StringBuilder("version: 0.1\nlog: {level: error, accesslog: {disabled: true}}\n");
        config.append("storage: {filesystem: {rootdirectory: '").append(storage).append("'}}\n");
        if (login) {
            Path users = Files.writeString(storage.resolve("htpasswd"), HTPASSWD);
            config.append("auth: {htpasswd: {realm: test, path: '").append(users).append("'}}\n");
        }
        config.append("http:\n  addr: 127.0.0.1:").append(port).append('\n');
        tls.ifPresent(own -> {
            config.append("  tls:\n    certificate: ").append(own.certificate()).append("\n    key: ").append(own.key())
                    .append('\n');
            clients.ifPresent(ca -> config.append("    clientcas: ['").append(ca.certificate()).append("']\n"));
        });
        Path file = Files.writeString(Files.createTempFile(storage, "registry", ".yml"), config);
        Process process = new ProcessBuilder(DebianPackage.program("docker-registry").toString(), "serve", file.toString())
                .redirectErrorStream(true).redirectOutput(storage.resolve("registry-" + port + ".log").toFile()).start();
        RealRegistry registry = new RealRegistry(process, port, tls.isPresent());
        await("the registry").atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(20)).until(registry::listens);
        return registry;
    }

    private boolean listens() {
        assertThat(process.isAlive()).isTrue();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** Puts an image with one small layer into a registry without TLS and login. */
    public void push(String name) throws Exception {
        Path content = Files.writeString(Files.createTempFile("layer", ".txt"), name);
        Jib.fromScratch().addLayer(List.of(content), AbsoluteUnixPath.get("/"))
                .containerize(Containerizer.to(RegistryImage.named(address() + "/" + name))
                        .setAllowInsecureRegistries(true));
        Files.delete(content);
    }

    /** How references to its images begin. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    String url() {
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
