package io.quarkiverse.containerd.runtime.offline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.quarkiverse.containerd.runtime.offline.FileDiff.Change;
import io.quarkiverse.containerd.runtime.render.lines.RenderedLine;

class FileDiffTest {

    private static final List<RenderedLine> RENDERED = List.of(RenderedLine.fixed("a = 1\n"),
            RenderedLine.of("token = 'hunter2'\n", "token = '***'\n", Optional.empty()), RenderedLine.fixed("c = 3\n"));

    @Test
    void theSameFileHasNoDifferences() {
        assertThat(FileDiff.of("a = 1\ntoken = 'hunter2'\nc = 3\n", RENDERED)).isEmpty();
    }

    @Test
    void whatIsOnDiskOnlyGoesAndTheRestComes() {
        assertThat(FileDiff.of("a = 1\nb = 2\nc = 3\nd = 4\n", RENDERED)).containsExactly(new Change(false, "b = 2"),
                new Change(true, "token = '***'"), new Change(false, "d = 4"));
        assertThat(FileDiff.of("", RENDERED)).hasSize(3).allMatch(Change::added);
    }

    @Test
    void secretsAreOnNeitherSide() {
        assertThat(FileDiff.of("""
                token = 'hunter3'
                url = 'https://me:hunter3@x.example'
                servers = [{url = 'x', password = 'hunter3'}]
                {"auth": "hunter3"}
                """, RENDERED)).extracting(Change::line).noneMatch(line -> line.contains("hunter"))
                .contains("token = ***", "url = 'https://***@x.example'", "servers = [{url = 'x', password = ***",
                        "{\"auth\": ***");
    }
}
