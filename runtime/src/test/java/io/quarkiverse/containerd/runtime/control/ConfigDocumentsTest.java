package io.quarkiverse.containerd.runtime.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConfigDocumentsTest {

    @Test
    void secretsAreMasked() {
        assertThat(ConfigDocuments.masked("""
                server = 'https://registry.example'
                [host.'https://mirror.example']
                capabilities = ['pull', 'resolve']
                ca = '/etc/mirror.pem'
                [host.'https://mirror.example'.header]
                X-Api-Key = 'hunter2'
                Authorization = 'Basic aHVudGVyMg=='
                [host.'https://user:hunter2@other.example']
                capabilities = ['pull']
                {
                  "password": "hunter2",
                  "type": "bridge",
                  "proxy": "http://user:hunter2@proxy.example"
                }
                """)).containsExactly("server = 'https://registry.example'", "[host.'https://mirror.example']",
                "capabilities = ['pull', 'resolve']", "ca = '/etc/mirror.pem'", "[host.'https://mirror.example'.header]",
                "X-Api-Key = ***", "Authorization = ***", "[host.'https://***@other.example']", "capabilities = ['pull']",
                "{", "  \"password\": ***", "  \"type\": \"bridge\",", "  \"proxy\": \"http://***@proxy.example\"", "}");
    }
}
