package io.quarkiverse.containerd.runtime.host.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.quarkiverse.containerd.client.ContainerdException;
import io.quarkiverse.containerd.runtime.grpc.ConnectedContainerd;
import io.quarkiverse.containerd.testing.Certificates;
import io.quarkiverse.containerd.testing.DebianContainerd;
import io.quarkiverse.containerd.testing.RealContainerd.Setup;
import io.quarkiverse.containerd.testing.RealRegistry;
import io.quarkiverse.containerd.testing.TokenServer;

/** Each containerd pulls through CRI from real registries, as the keys say. */
@Tag("containerd")
class RegistryPullTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String IMAGE = "team/image:1";
    private static final String WRONG_PASSWORD = "Wr0ng-secret-zj";

    @TempDir
    static Path directory;

    private static Certificates server;
    private static Certificates client;
    private static RealRegistry plainWithLogin;
    private static RealRegistry tlsWithLogin;
    private static RealRegistry tlsForClients;
    private static RealRegistry byIpv6;
    private static TokenServer tokens;
    private static RealRegistry withTokens;

    @BeforeAll
    static void startRegistries() throws Exception {
        server = Certificates.make(directory, "server");
        client = Certificates.make(directory, "client");
        Path storage = Files.createDirectory(directory.resolve("storage"));
        try (RealRegistry open = RealRegistry.of(storage).start()) {
            open.push(IMAGE);
        }
        plainWithLogin = RealRegistry.of(storage).login().start();
        tlsWithLogin = RealRegistry.of(storage).tls(server).login().start();
        tlsForClients = RealRegistry.of(storage).tls(server, client).start();
        byIpv6 = RealRegistry.of(storage).ipv6().start();
        tokens = new TokenServer(client);
        withTokens = RealRegistry.of(storage).tokensOf(tokens).start();
    }

    @AfterAll
    static void stopRegistries() throws Exception {
        for (AutoCloseable part : new AutoCloseable[] { plainWithLogin, tlsWithLogin, tlsForClients, byIpv6, withTokens,
                tokens }) {
            if (part != null) {
                part.close();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void imagesArePulledAsConfigured(DebianContainerd version) throws Exception {
        Map<String, String> keys = new HashMap<>();
        // user and password over plain HTTP, with the API's path at the end of the URL, after two mirrors that fail: one is not there, one has another certificate
        keys.put("registries.\"plain.test\".server", plainWithLogin.url() + "/v2/");
        keys.put("registries.\"plain.test\".username", RealRegistry.USER);
        keys.put("registries.\"plain.test\".password", RealRegistry.PASSWORD);
        keys.put("registries.\"plain.test\".mirrors[0].url", "http://127.0.0.1:1");
        keys.put("registries.\"plain.test\".mirrors[1].url", tlsWithLogin.url() + "/no/such/path");
        // the same over TLS, by a whole header and with a path of the API's own
        keys.put("registries.\"header.test\".server", tlsWithLogin.url() + "/v2");
        keys.put("registries.\"header.test\".override-path", "true");
        keys.put("registries.\"header.test\".ca", server.certificate().toString());
        keys.put("registries.\"header.test\".authorization", basic(RealRegistry.USER, RealRegistry.PASSWORD));
        // user and password for a mirror over TLS whose certificate nobody checks
        keys.put("registries.\"mirrored.test:5000\".mirrors[0].url", tlsWithLogin.url());
        keys.put("registries.\"mirrored.test:5000\".mirrors[0].capabilities", "pull,resolve");
        keys.put("registries.\"mirrored.test:5000\".mirrors[0].skip-verify", "true");
        keys.put("registries.\"mirrored.test:5000\".mirrors[0].username", RealRegistry.USER);
        keys.put("registries.\"mirrored.test:5000\".mirrors[0].password", RealRegistry.PASSWORD);
        // a client certificate, for every other registry
        keys.put("registries._default.mirrors[0].url", tlsForClients.url());
        keys.put("registries._default.mirrors[0].ca", server.certificate().toString());
        keys.put("registries._default.mirrors[0].client-certificate", client.certificate().toString());
        keys.put("registries._default.mirrors[0].client-key", client.key().toString());
        keys.put("registries._default.mirrors[0].headers.X-Node", "test");
        // a token for user and password, and one for another token
        keys.put("registries.\"token.test\".server", withTokens.url());
        keys.put("registries.\"token.test\".username", RealRegistry.USER);
        keys.put("registries.\"token.test\".password", RealRegistry.PASSWORD);
        keys.put("registries.\"identity.test\".server", withTokens.url().replace("127.0.0.1", "localhost"));
        keys.put("registries.\"identity.test\".identity-token", TokenServer.IDENTITY_TOKEN);
        // by IPv6, after two mirrors that are not there; the third would not do
        keys.put("registries.\"ipv6.test\".mirrors[0].url", "http://[::1]:1");
        keys.put("registries.\"ipv6.test\".mirrors[1].url", "http://127.0.0.1:1");
        keys.put("registries.\"ipv6.test\".mirrors[2].url", byIpv6.url());
        keys.put("registries.\"ipv6.test\".mirrors[2].headers.X-Node", "test");
        // on this machine, with nothing but a certificate authority
        String local = tlsWithLogin.address();
        keys.put("registries.\"" + local + "\".ca", server.certificate().toString());
        keys.put("registries.\"" + local + "\".authorization", basic(RealRegistry.USER, RealRegistry.PASSWORD));
        // who is not let in
        keys.put("registries.\"wrong.test\".server", plainWithLogin.url().replace("127.0.0.1", "localhost"));
        keys.put("registries.\"wrong.test\".username", RealRegistry.USER);
        keys.put("registries.\"wrong.test\".password", WRONG_PASSWORD);

        try (ConnectedContainerd containerd = ConnectedContainerd.start(
                Setup.of(version).with((own, socket) -> write(version, keys, own, socket)))) {
            for (String registry : List.of("plain.test", "header.test", "mirrored.test:5000", "token.test", "identity.test",
                    "ipv6.test", local,
                    "other.test")) {
                String reference = registry + "/" + IMAGE;
                assertThat(containerd.client().criImages().pull(reference, PATIENCE)).as(reference).startsWith("sha256:");
            }
            assertThatThrownBy(() -> containerd.client().criImages().pull("wrong.test/" + IMAGE, PATIENCE))
                    .isInstanceOf(ContainerdException.class).hasMessageContaining("wrong.test")
                    .satisfies(refusal -> assertThat(refusal.getMessage()).doesNotContain(WRONG_PASSWORD));
            assertThat(containerd.log()).contains("plain.test").doesNotContain(RealRegistry.PASSWORD)
                    .doesNotContain(WRONG_PASSWORD).doesNotContain(TokenServer.IDENTITY_TOKEN)
                    .doesNotContain(basic(RealRegistry.USER, RealRegistry.PASSWORD));
        }
    }

    /** Since containerd 2.1 the transfer service pulls, and unpacks for overlayfs alone unless it is told otherwise. */
    @ParameterizedTest
    @EnumSource
    void imagesAreUnpackedForTheSnapshotter(DebianContainerd version) throws Exception {
        Map<String, String> keys = Map.of(
                "snapshotter", "native",
                "registries._default.mirrors[0].url", tlsForClients.url(),
                "registries._default.mirrors[0].skip-verify", "true",
                "registries._default.mirrors[0].client-certificate", client.certificate().toString(),
                "registries._default.mirrors[0].client-key", client.key().toString());

        try (ConnectedContainerd containerd = ConnectedContainerd.start(
                Setup.of(version).with((own, socket) -> write(version, keys, own, socket)))) {
            containerd.client().criImages().pull("other.test/" + IMAGE, PATIENCE);

            assertThat(containerd.ctr("k8s.io", "snapshots", "--snapshotter", "native", "ls")).contains("sha256:");
        }
    }

    private static void write(DebianContainerd version, Map<String, String> registries, Path own, Path socket)
            throws IOException {
        assertThat(RenderedConfiguration.write(version, registries, own, socket).warnings()).hasSize(1).first().asString()
                .contains(".mirrors[0].skip-verify is on");
    }

    private static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }
}
