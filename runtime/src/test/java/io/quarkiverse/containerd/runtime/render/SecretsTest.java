package io.quarkiverse.containerd.runtime.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.quarkiverse.containerd.runtime.render.toml.ConfigTree;

class SecretsTest {

    @Test
    void masksPasswordsAndTokensAndNothingElse() throws Exception {
        ConfigTree tree = Fixture.render(Map.of(
                "registries.r.server", "https://r.test", "registries.r.username", "somebody",
                "registries.r.password", "swordfish", "registries.r.mirrors[0].url", "https://m.test",
                "registries.r.mirrors[0].identity-token", "swordfish-2",
                "toml.\"plugins.x.clientSecret\"", "\"opensesame\"", "toml.\"plugins.x.level\"", "\"verbose\""), Fixture.V2_1,
                Fixture.CAPABLE).tree();
        Secrets secrets = Secrets.of(tree, Map.of("PROXY_PASSWORD", "letmein", "PATH", "/usr/bin", "X_TOKEN", "abc"));

        assertThat(secrets.mask("somebody swordfish swordfish-2 opensesame verbose letmein /usr/bin abc"))
                .isEqualTo("somebody *** *** *** verbose *** /usr/bin abc");
        assertThat(Secrets.none().mask("swordfish")).isEqualTo("swordfish");
        assertThat(List.of(secrets).toString()).doesNotContain("swordfish");
    }
}
