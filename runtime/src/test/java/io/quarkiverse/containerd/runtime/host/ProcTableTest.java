package io.quarkiverse.containerd.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;

import org.junit.jupiter.api.Test;

class ProcTableTest {

    private static final long SELF = ProcessHandle.current().pid();
    private static final long NOBODY = Integer.MAX_VALUE;

    private final ProcTable processes = new ProcTable();

    @Test
    void readsStateAndStartTimeBehindAnyName() {
        String rest = " 1 2 3 0 -1 4194560 1 0 0 0 70 5 3 1 20 0 1 0 4711 2322432 200 18446744073709551615 1 1 0 0";
        assertThat(ProcTable.parseStat("7 (sh) S" + rest)).contains(new ProcTable.Stat('S', 2, 4711, 79));
        assertThat(ProcTable.parseStat("7 (a) Z 99 (b) Z" + rest).orElseThrow().alive()).isFalse();
        assertThat(ProcTable.parseStat("7 (sh) S 1 2")).isEmpty();
        assertThat(ProcTable.parseStat("")).isEmpty();
    }

    @Test
    void knowsThisProcess() throws IOException {
        assertThat(processes.stat(SELF).orElseThrow().alive()).isTrue();
        assertThat(processes.commandLine(SELF)).first().asString().endsWith("java");
        assertThat(processes.stat(SELF).orElseThrow().processorTicks()).isPositive();
        assertThat(processes.user(SELF)).isPresent();
        assertThat(processes.program(SELF)).hasValueSatisfying(program -> assertThat(program).hasFileName("java"));
        assertThat(processes.sharesPids(SELF)).isTrue();
        assertThat(processes.pids()).contains(SELF).doesNotContain(NOBODY);
        assertThat(processes.bootId()).hasSize(36);
        assertThat(processes.residentBytes(SELF).getAsLong()).isBetween(10L << 20, 64L << 30);
        assertThat(processes.openFileCount(SELF).getAsLong()).isBetween(3L, 1_000_000L);
        assertThat(processes.mostOpenFiles(SELF).getAsLong()).isGreaterThan(processes.openFileCount(SELF).getAsLong());
    }

    @Test
    void knowsNobody() {
        assertThat(processes.stat(NOBODY)).isEmpty();
        assertThat(processes.commandLine(NOBODY)).isEmpty();
        assertThat(processes.user(NOBODY)).isEmpty();
        assertThat(processes.program(NOBODY)).isEmpty();
        assertThat(processes.sharesPids(NOBODY)).isFalse();
        assertThat(processes.residentBytes(NOBODY)).isEmpty();
        assertThat(processes.openFileCount(NOBODY)).isEmpty();
        assertThat(processes.mostOpenFiles(NOBODY)).isEmpty();
        assertThatThrownBy(() -> processes.openFiles(NOBODY)).isInstanceOf(IOException.class);
    }
}
