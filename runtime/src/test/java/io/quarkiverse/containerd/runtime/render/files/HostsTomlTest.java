package io.quarkiverse.containerd.runtime.render.files;

import static io.quarkiverse.containerd.runtime.render.Fixture.CAPABLE;
import static io.quarkiverse.containerd.runtime.render.Fixture.V1_6;
import static io.quarkiverse.containerd.runtime.render.Fixture.V2_1;
import static io.quarkiverse.containerd.runtime.render.Fixture.configToml;
import static io.quarkiverse.containerd.runtime.render.Fixture.content;
import static io.quarkiverse.containerd.runtime.render.Fixture.parse;
import static io.quarkiverse.containerd.runtime.render.Fixture.render;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkiverse.containerd.runtime.config.ConfigurationException;
import io.quarkiverse.containerd.runtime.render.Fixture;
import io.quarkiverse.containerd.runtime.render.Rendering;
import io.quarkiverse.containerd.runtime.render.facts.ContainerdVersion;

class HostsTomlTest {

    private static final Path DIRECTORY = Path.of("/run/quarkus-containerd/registries");

    @Test
    void aRegistryWithEverything() {
        Map<String, String> keys = new HashMap<>(Map.of(
                "registries.\"docker.io\".server", "https://registry-1.docker.io",
                "registries.\"docker.io\".headers.X-Node", "a \"b\"",
                "registries.\"docker.io\".mirrors[0].url", "https://z.example:5000",
                "registries.\"docker.io\".mirrors[0].capabilities", "resolve,pull",
                "registries.\"docker.io\".mirrors[0].ca", "/ca1.crt,/ca2.crt",
                "registries.\"docker.io\".mirrors[0].client-certificate", "/c.crt",
                "registries.\"docker.io\".mirrors[0].client-key", "/c.key",
                "registries.\"docker.io\".mirrors[0].authorization", "Bearer t",
                "registries.\"docker.io\".mirrors[1].url", "http://a.example/v2/docker"));
        keys.putAll(Map.of(
                "registries.\"docker.io\".mirrors[1].override-path", "true",
                "registries.\"docker.io\".mirrors[1].skip-verify", "true",
                "registries.\"docker.io\".mirrors[1].dial-timeout", "2s",
                "registries.\"docker.io\".mirrors[1].client-certificate", "/both.pem"));

        Rendering rendering = render(keys, V2_1, CAPABLE);
        String text = content(rendering, DIRECTORY.resolve("docker.io/hosts.toml"));

        assertThat(parse(text)).isEqualTo(parse("""
                server = "https://registry-1.docker.io"
                [header]
                X-Node = 'a "b"'
                [host."https://z.example:5000"]
                capabilities = ["pull", "resolve"]
                ca = ["/ca1.crt", "/ca2.crt"]
                client = [["/c.crt", "/c.key"]]
                [host."https://z.example:5000".header]
                Authorization = "Bearer t"
                [host."http://a.example/v2/docker"]
                override_path = true
                client = ["/both.pem"]
                skip_verify = true
                dial_timeout = "2s"
                """));
        assertThat(text).containsSubsequence("[host.'https://z.example:5000']", "[host.'http://a.example/v2/docker']");
        assertThat(rendering.registries().files()).extracting(file -> PosixFilePermissions.toString(file.mode()))
                .containsExactly("rw-------");
        assertThat(rendering.warnings())
                .containsExactly("quarkus.containerd.registries.\"docker.io\".mirrors[1].skip-verify is on:"
                        + " whoever is between this node and the host can give it other images.");
    }

    @Test
    void theMirrorOfOtherNodesComesFirstForEveryRegistry() {
        Rendering rendering = render(Map.of("peer-mirror", "http://127.0.0.1:30020",
                "registries.r.mirrors[0].url", "https://m.example", "registries.s.server", "https://s.example",
                "registries.t.mirrors[0].url", "https://m.example",
                "registries.t.mirrors[1].url", "http://127.0.0.1:30020",
                "registries.t.mirrors[1].capabilities", "pull"), V1_6, CAPABLE);
        String peers = "\n[host.'http://127.0.0.1:30020']\ncapabilities = ['pull', 'resolve']\n";

        assertThat(content(rendering, DIRECTORY.resolve("_default/hosts.toml"))).isEqualTo(peers);
        assertThat(content(rendering, DIRECTORY.resolve("r/hosts.toml"))).isEqualTo(peers + "\n[host.'https://m.example']\n");
        assertThat(content(rendering, DIRECTORY.resolve("s/hosts.toml"))).isEqualTo("server = 'https://s.example'\n" + peers);
        assertThat(content(rendering, DIRECTORY.resolve("t/hosts.toml"))).as("a listed one has its place and its settings")
                .isEqualTo("\n[host.'https://m.example']\n\n[host.'http://127.0.0.1:30020']\ncapabilities = ['pull']\n");
        assertThat(configToml(Map.of("peer-mirror", "http://127.0.0.1:30020"), V2_1, CAPABLE)
                .at("/plugins/io.containerd.cri.v1.images/registry/config_path").asText()).isEqualTo(DIRECTORY.toString());
    }

    @Test
    void theMirrorOfOtherNodesMayHaveAnAddressOfIpv6() {
        assertThat(content(render(Map.of("peer-mirror", "http://[::1]:30020", "registries.r.mirrors[0].url", "https://m"), V1_6,
                CAPABLE), DIRECTORY.resolve("r/hosts.toml"))).startsWith("host.'http://[::1]:30020'.capabilities = ")
                .containsSubsequence("[::1]", "https://m");
    }

    @Test
    void aMirrorMayHaveNothingButItsUrl() {
        assertThat(content(render(Map.of("registries.r.mirrors[0].url", "http://m"), V1_6, CAPABLE),
                DIRECTORY.resolve("r/hosts.toml"))).isEqualTo("\n[host.'http://m']\n");
    }

    @Test
    void theDirectoryByDefaultHasNoColonEither() {
        Map<String, String> colon = Map.of("run-directory", "/run/a:b", "registries.r.skip-verify", "true");
        assertThatThrownBy(() -> render(colon, V1_6, CAPABLE))
                .hasMessageStartingWith("quarkus.containerd.registry-directory: is /run/a:b/registries by default");
    }

    @Test
    void aRegistryWithCertificatesIsAskedByHttps() {
        Map<String, String> keys = Map.of("registries.\"localhost:5000\".ca", "/ca.crt",
                "registries.\"127.0.0.1:5000\".skip-verify", "true",
                "registries.\"docker.io\".client-certificate", "/c.crt", "registries._default.ca", "/ca.crt");

        Rendering rendering = render(keys, V1_6, CAPABLE);

        assertThat(parse(content(rendering, DIRECTORY.resolve("localhost:5000/hosts.toml"))).at("/server").textValue())
                .isEqualTo("https://localhost:5000");
        assertThat(parse(content(rendering, DIRECTORY.resolve("127.0.0.1:5000/hosts.toml"))).at("/server").textValue())
                .isEqualTo("https://127.0.0.1:5000");
        assertThat(parse(content(rendering, DIRECTORY.resolve("docker.io/hosts.toml"))).at("/server").textValue())
                .isEqualTo("https://registry-1.docker.io");
        assertThat(parse(content(rendering, DIRECTORY.resolve("_default/hosts.toml"))).has("server")).isFalse();
    }

    /** Go takes the percent sign of an address's zone for an escape, and containerd looks for credentials without it. */
    @Test
    void aMirrorMayHaveAnyHostThatGoReads() {
        Map<String, String> keys = new HashMap<>(Map.of(
                "registries.r.mirrors[0].url", "http://[fe80::1%25eth0]:5000/a",
                "registries.r.mirrors[0].username", "u",
                "registries.r.mirrors[0].password", "p",
                "registries.r.mirrors[1].url", "https://my_registry:5000",
                "registries.r.mirrors[2].url", "https://[::ffff:192.0.2.1]",
                "registries.\"[::1]:5000\".server", "http://[::1]:5000",
                "registries.\"s:5000\".mirrors[0].url", "https://m/it's"));

        for (ContainerdVersion version : List.of(V1_6, V2_1)) {
            Rendering rendering = render(keys, version, CAPABLE);
            JsonNode hosts = parse(content(rendering, DIRECTORY.resolve("r/hosts.toml"))).get("host");
            assertThat(hosts.fieldNames()).toIterable().containsExactly("http://[fe80::1%25eth0]:5000/a",
                    "https://my_registry:5000", "https://[::ffff:192.0.2.1]");
            assertThat(parse(content(rendering, DIRECTORY.resolve("s:5000/hosts.toml"))).get("host").fieldNames()).toIterable()
                    .containsExactly("https://m/it's");
            assertThat(parse(content(rendering, DIRECTORY.resolve("[::1]:5000/hosts.toml"))).get("server").textValue())
                    .isEqualTo("http://[::1]:5000");
        }
        assertThat(Fixture.configToml(keys, V1_6, CAPABLE)
                .at("/plugins/io.containerd.grpc.v1.cri/registry/configs").fieldNames()).toIterable()
                .containsExactly("[fe80::1%eth0]:5000");
    }

    @Test
    void certificatesForPlainHttpAreWarnedOf() {
        Map<String, String> keys = Map.of("registries.r.server", "http://r", "registries.r.ca", "/ca.crt",
                "registries.r.mirrors[0].url", "http://m:5000", "registries.r.mirrors[0].client-certificate", "/c.pem",
                "registries.r.mirrors[1].url", "http://n", "registries.r.mirrors[2].url", "https://o",
                "registries.r.mirrors[2].ca", "/ca.crt");

        assertThat(render(keys, V1_6, CAPABLE).warnings()).containsExactly(
                "quarkus.containerd.registries.r has certificates, but its URL http://r is one of plain HTTP: change that to"
                        + " https://, or remove ca and client-certificate.",
                "quarkus.containerd.registries.r.mirrors[0] has certificates, but its URL http://m:5000 is one of plain HTTP:"
                        + " change that to https://, or remove ca and client-certificate.");
    }

    @Test
    void dockerHubHasOneName() {
        assertThat(render(Map.of("registries.\"index.docker.io\".mirrors[0].url", "https://m"), V1_6, CAPABLE).warnings())
                .containsExactly(
                        "quarkus.containerd.registries.\"index.docker.io\" has no effect: containerd asks for the images"
                                + " of Docker Hub by the name docker.io, so use quarkus.containerd.registries.\"docker.io\".");
    }

    @Test
    void containerd1HasMirrorsWithBracketsAsKeys() {
        Map<String, String> keys = Map.of(
                "registries.r.server", "http://[::1]:7000",
                "registries.r.mirrors[0].url", "http://[::1]:5000",
                "registries.r.mirrors[1].url", "https://m",
                "registries.r.mirrors[1].headers.\"X.Node\"", "n");

        String text = content(render(keys, V1_6, CAPABLE), DIRECTORY.resolve("r/hosts.toml"));

        assertThat(parse(text)).isEqualTo(parse("""
                server = "http://[::1]:7000"
                [host."http://[::1]:5000"]
                capabilities = ["pull", "resolve", "push"]
                [host."https://m".header]
                "X.Node" = "n"
                """));
        assertThat(text.lines()).noneMatch(line -> line.startsWith("[")).anyMatch(line -> line.contains("[::1]:5000"));
        assertThat(content(render(keys, V2_1, CAPABLE), DIRECTORY.resolve("r/hosts.toml")))
                .contains("\n[host.'http://[::1]:5000']\n");
    }

    @Test
    void credentialsStandWithTheHostThatTheyAreFor() {
        Map<String, String> keys = Map.of(
                "registries.\"docker.io\".username", "u1",
                "registries.\"docker.io\".password", "p1",
                "registries.\"r:5000\".server", "https://s:7000/v2",
                "registries.\"r:5000\".identity-token", "t2",
                "registries.\"r:5000\".mirrors[0].url", "https://m",
                "registries.\"r:5000\".mirrors[0].username", "u3",
                "registries.\"r:5000\".mirrors[0].password", "p3");

        assertThat(Fixture.configToml(keys, V1_6, CAPABLE).at("/plugins/io.containerd.grpc.v1.cri/registry"))
                .isEqualTo(parse("""
                        config_path = "/run/quarkus-containerd/registries"
                        [configs."registry-1.docker.io".auth]
                        username = "u1"
                        password = "p1"
                        [configs."s:7000".auth]
                        identitytoken = "t2"
                        [configs.m.auth]
                        username = "u3"
                        password = "p3"
                        """));
        assertThat(render(keys, V1_6, CAPABLE).toString()).doesNotContain("p1", "t2", "p3");
    }

    @Test
    void withoutRegistriesContainerdKeepsItsOwnDirectory() {
        Rendering rendering = render(Map.of(), V2_1, CAPABLE);

        assertThat(rendering.tree().root().at("/plugins/io.containerd.cri.v1.images/registry").isMissingNode()).isTrue();
        assertThat(rendering.registries()).isEqualTo(new HostsDirectory(DIRECTORY, List.of()));
        assertThat(Fixture.configToml(Map.of("registry-directory", "/etc/containerd/certs.d"), V2_1, CAPABLE)
                .at("/plugins/io.containerd.cri.v1.images/registry/config_path").textValue())
                .isEqualTo("/etc/containerd/certs.d");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "registries.\"a/b\".skip-verify | true | registries.\"a/b\"",
            "registries.\"..\".skip-verify | true | registries.\"..\"",
            "registries.\"r:65536\".skip-verify | true | registries.\"r:65536\"",
            "registries.\"https://r\".skip-verify | true | registries.\"https://r\"",
            "registries.\"*\".skip-verify | true | registries.\"*\"",
            "registries.r.server | r.example | registries.r.server",
            "registries.r.server | https://user:secret@r | registries.r.server",
            "registries.r.server | ftp://r | registries.r.server",
            "registries.r.mirrors[0].url | https:/x | registries.r.mirrors[0].url",
            "registries.r.mirrors[0].url | http://https://x | registries.r.mirrors[0].url",
            "registries.r.mirrors[0].url | m.example | registries.r.mirrors[0].url",
            "registries.r.mirrors[0].url | m.example:5000 | registries.r.mirrors[0].url",
            "registries.r.mirrors[0].url | 127.0.0.1:5000/secret | registries.r.mirrors[0].url",
            "registries.r.mirrors[0].url | `//[::1 secret` | registries.r.mirrors[0].url",
            "registries.r.mirrors[0].url | https://m/v2/proxy | registries.r.mirrors[0].url",
            "registries.r.server | https://m/a/v2/proxy/ | registries.r.server",
            "registry-directory | /etc/a:/etc/b | registry-directory",
            "registries.r.ca | ca.crt | registries.r.ca",
            "registries.r.client-certificate | c.crt | registries.r.client-certificate",
            "registries.r.client-key | /c.key | registries.r.client-key",
            "registries.r.dial-timeout | 0s | registries.r.dial-timeout",
            "registries.r.username | u | registries.r.password",
            "registries.r.password | secret | registries.r.username",
            "registries.r.headers.Authorization | secret | registries.r.headers.Authorization",
            "registries.r.headers.\"a b\" | x | registries.r.headers.\"a b\"",
            "registries.r.authorization | `secret\nX: y` | registries.r.authorization",
            "registries._default.authorization | secret | registries._default",
    })
    void wrongValuesNameTheKeyAndNoSecret(String key, String value, String named) {
        assertThatThrownBy(() -> render(Map.of(key, value), V1_6, CAPABLE)).isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("quarkus.containerd." + named + ": ")
                .satisfies(refusal -> assertThat(refusal.getMessage()).doesNotContain("secret"));
    }

    @Test
    void credentialsOfAHostAreGivenOnce() {
        assertThatThrownBy(() -> render(Map.of(
                "registries.a.server", "https://same", "registries.a.username", "u", "registries.a.password", "p",
                "registries.b.server", "https://same", "registries.b.username", "u", "registries.b.password", "p"), V1_6,
                CAPABLE)).hasMessageContaining("registries.b: gives same credentials, as quarkus.containerd.registries.a does");
        assertThatThrownBy(() -> render(Map.of("registries.a.identity-token", "t", "registries.a.authorization", "x"), V1_6,
                CAPABLE)).hasMessageContaining("registries.a: has more than one of");
    }
}
