package io.quarkiverse.containerd.deployment.pods;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.quarkiverse.containerd.testing.Command;
import io.quarkiverse.containerd.testing.DebianContainerd;

/**
 * The client that comes with a node's containerd.
 *
 * @param containerd the containerd of the node
 */
record Ctr(DebianContainerd containerd, PodNode node) {

    String run(String namespace, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(containerd.executable().resolveSibling("ctr").toString(),
                "--address", node.state().resolve("containerd.sock").toString(), "--namespace", namespace));
        command.addAll(List.of(arguments));
        return Command.run(command);
    }

    void importImages(String namespace, Path archive) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("images", "import", "--no-unpack"));
        if (containerd != DebianContainerd.V1_6) {
            arguments.add("--local");
        }
        arguments.add(archive.toString());
        run(namespace, arguments.toArray(String[]::new));
    }

    /** By the client's own reading: what the transfer service of 2.x sends may be cut by the client's end. */
    void exportImages(String namespace, Path archive, List<String> images) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("images", "export"));
        if (containerd == DebianContainerd.V2) {
            arguments.add("--local");
        }
        arguments.add(archive.toString());
        arguments.addAll(images);
        run(namespace, arguments.toArray(String[]::new));
    }
}
