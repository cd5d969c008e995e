package io.quarkiverse.containerd.cli;

import java.time.Instant;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.JsonNode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "tree", description = "Shows the supervision tree.")
final class TreeCommand implements Callable<Integer> {

    @Mixin
    Daemon daemon;

    @Override
    public Integer call() throws CommandException {
        JsonNode tree = daemon.client().get("/v1/tree");
        daemon.show(tree, Screens.tree(tree, Instant.now(), daemon.width()));
        return 0;
    }
}
