package io.quarkiverse.containerd.cli;

import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.JsonNode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "images", description = "Shows the images that containerd has, and where they come from.")
final class ImagesCommand implements Callable<Integer> {

    @Mixin
    Daemon daemon;

    @Option(names = { "-n", "--namespace" }, paramLabel = "NAMESPACE", description = "The only namespace to look into.")
    String namespace;

    @Override
    public Integer call() throws CommandException {
        JsonNode images = daemon.client()
                .get("/v1/images" + (namespace == null ? "" : "?namespace=" + Daemon.encoded(namespace)));
        daemon.show(images, Screens.images(images));
        return 0;
    }
}
