package io.quarkiverse.containerd.cli;

import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.JsonNode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "config", description = "Shows the rendered configuration, each value with the key it comes from, without secrets.")
final class ConfigCommand implements Callable<Integer> {

    @Mixin
    Daemon daemon;

    @Override
    public Integer call() throws CommandException {
        JsonNode config = daemon.client().get("/v1/config");
        daemon.show(config, Screens.config(config));
        return 0;
    }
}
