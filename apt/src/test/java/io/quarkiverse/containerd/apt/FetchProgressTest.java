package io.quarkiverse.containerd.apt;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

class FetchProgressTest {

    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 1);
    private final List<String> lines = new ArrayList<>();
    private final FetchProgress progress = new FetchProgress("fetching the packages", Duration.ofSeconds(2), clock::get,
            lines::add);

    @Test
    void whatIsQuickIsNotReportedNorIsNothing() {
        at(1999, "dlstatus:1:10.0000:Retrieving file 1 of 3");
        at(1999, "dlstatus:1:0.1479:Retrieving file 1 of 3");

        assertThat(lines).isEmpty();
    }

    @Test
    void oneLineInEachIntervalAndNoneTwice() {
        at(1000, "dlstatus:1:0.1479:Retrieving file 1 of 3");
        at(1000, "dlstatus:1:10.0000:Retrieving file 1 of 3");
        at(1000, "dlstatus:1:20.0000:Retrieving file 1 of 3");
        at(1000, "dlstatus:3:87.2061:Retrieving file 3 of 3 (5s remaining)");
        at(9000, "dlstatus:3:87.9999:Retrieving file 3 of 3");

        assertThat(lines).containsExactly("fetching the packages: 10 %", "fetching the packages: 87 %");
    }

    @Test
    void otherLinesAreNotProgress() {
        at(5000, "Get:1 http://deb.example bookworm/main amd64 runc [2710 kB]");
        at(5000, "pmstatus:1:50.0:x");

        assertThat(lines).isEmpty();
    }

    private void at(long millisLater, String line) {
        clock.addAndGet(millisLater * 1_000_000);
        progress.accept(line);
    }
}
