package io.quarkiverse.containerd.runtime.host.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CommandLineTest {

    @Test
    void splitsAtBlanks() {
        assertThat(CommandLine.split("  etcd\t--data-dir=/var/lib/etcd \n --feature-gates=A=true,B=false "))
                .containsExactly("etcd", "--data-dir=/var/lib/etcd", "--feature-gates=A=true,B=false");
    }

    @Test
    void quotesKeepBlanksTogether() {
        assertThat(CommandLine.split("sh -c 'echo \"a\\b\" $X' \"it's \\\"so\\\" C:\\\\x \\n\" a' 'b"))
                .containsExactly("sh", "-c", "echo \"a\\b\" $X", "it's \"so\" C:\\x \\n", "a b");
        assertThat(CommandLine.split("x '' \"\"")).containsExactly("x", "", "");
        assertThat(CommandLine.split("a\\ b \\'c")).containsExactly("a b", "'c");
    }

    @Test
    void refusesWhatIsNotComplete() {
        assertThatThrownBy(() -> CommandLine.split("sh 'x")).hasMessage("has a quote ' without its end");
        assertThatThrownBy(() -> CommandLine.split("sh \"x\\\"")).hasMessage("has a quote \" without its end");
        assertThatThrownBy(() -> CommandLine.split("sh x\\")).hasMessage("ends with a backslash");
        assertThatThrownBy(() -> CommandLine.split(" \t")).hasMessage("is empty");
    }
}
