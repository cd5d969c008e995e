package io.quarkiverse.containerd.cli;

import java.time.Instant;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.JsonNode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "status", description = "Shows whether all is well, and if not, what is wrong and what to do."
        + " Exits with 1 unless the daemon is ready.")
final class StatusCommand implements Callable<Integer> {

    @Mixin
    Daemon daemon;

    @Override
    public Integer call() throws CommandException {
        JsonNode status = daemon.client().get("/v1/status");
        daemon.show(status, Screens.status(status, Instant.now(), daemon.width()));
        return status.path("ready").asBoolean() && status.path("live").asBoolean() ? 0 : 1;
    }
}
