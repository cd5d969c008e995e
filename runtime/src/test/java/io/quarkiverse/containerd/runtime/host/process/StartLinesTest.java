package io.quarkiverse.containerd.runtime.host.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import org.jboss.logging.Logger.Level;
import org.junit.jupiter.api.Test;

import io.quarkiverse.containerd.logs.ParsedLine;

class StartLinesTest {

    private final AtomicLong nanos = new AtomicLong();
    private final ToldWarnings told = new ToldWarnings(nanos::get);
    private StartLines lines = start();

    @Test
    void infosOfAStartAreSummedUpInTheLineThatItHasBooted() {
        assertThat(parse("info", "starting containerd", "revision=x version=1.7.24").level()).isEqualTo(Level.DEBUG);
        assertThat(parse("info", "loading plugin \\\"io.containerd.a\\\"...", "type=a").level()).isEqualTo(Level.DEBUG);
        assertThat(parse("info", "loading plugin", "id=io.containerd.b").level()).isEqualTo(Level.DEBUG);
        assertThat(parse("info", "skip loading plugin", "id=io.containerd.b").level()).isEqualTo(Level.DEBUG);
        assertThat(lines.parse("printed by a script").level()).isEqualTo(Level.DEBUG);

        ParsedLine booted = parse("info", "containerd successfully booted in 0.05s", "");

        assertThat(booted.level()).isEqualTo(Level.INFO);
        assertThat(booted.message()).isEqualTo("containerd successfully booted in 0.05s");
        assertThat(booted.fields())
                .containsExactlyInAnyOrderEntriesOf(Map.of("version", "1.7.24", "plugins", "1", "skipped", "1"));
        assertThat(parse("info", "RunPodSandbox", "").level()).as("what happens from then on").isEqualTo(Level.INFO);
        assertThat(parse("info", "Start streaming server", "").level()).isEqualTo(Level.DEBUG);
        assertThat(parse("info", "Stop CRI service", "").level()).isEqualTo(Level.DEBUG);
        assertThat(parse("error", "Start streaming server", "").level()).isEqualTo(Level.ERROR);
        assertThat(parse("info", "ImageCreate event name:\\\"localhost/a:1\\\"", "").level()).isEqualTo(Level.DEBUG);
        assertThat(parse("info", "ImageUpdate event &ImageUpdate{Name:localhost/a:1}", "").level()).isEqualTo(Level.DEBUG);
        assertThat(parse("info", "PullImage \\\"localhost/a:1\\\"", "").level()).isEqualTo(Level.INFO);
    }

    @Test
    void warningsOfAStartAreNotRepeatedByTheNext() {
        assertThat(parse("warning", "took 12 ms", "").level()).isEqualTo(Level.WARN);
        assertThat(parse("error", "no", "error=\"pid 7\"").level()).isEqualTo(Level.ERROR);
        assertThat(lines.parse("containerd: gives up after 3 s").level()).isEqualTo(Level.ERROR);
        lines = start();
        assertThat(parse("warning", "took 13 ms", "").level()).isEqualTo(Level.DEBUG);
        assertThat(parse("error", "no", "error=\"pid 8\"").level()).isEqualTo(Level.DEBUG);
        assertThat(parse("error", "no", "error=\"another\"").level()).isEqualTo(Level.ERROR);
        assertThat(lines.parse("containerd: gives up after 4 s").level()).isEqualTo(Level.DEBUG);

        nanos.addAndGet(Duration.ofHours(1).toNanos());
        lines = start();
        assertThat(parse("warning", "took 14 ms", "").level()).as("an hour later").isEqualTo(Level.WARN);
    }

    @Test
    void warningsOfAContainerdThatRunsAreAllLogged() {
        parse("info", "containerd successfully booted in 0.05s", "");

        assertThat(parse("warning", "slow", "").level()).isEqualTo(Level.WARN);
        assertThat(parse("warning", "slow", "").level()).isEqualTo(Level.WARN);
    }

    private StartLines start() {
        return new StartLines(new ContainerdLogParser(), told);
    }

    private ParsedLine parse(String level, String message, String fields) {
        return lines.parse("time=\"t\" level=" + level + " msg=\"" + message + "\" " + fields);
    }
}
