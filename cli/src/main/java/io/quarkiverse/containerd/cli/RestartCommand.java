package io.quarkiverse.containerd.cli;

import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "restart", description = "Restarts a node of the supervision tree, with its group and all below it."
        + " Pods survive the restart of containerd.")
final class RestartCommand implements Callable<Integer> {

    @Mixin
    Daemon daemon;

    @Parameters(paramLabel = "DN", description = "The node, such as root.containerd.")
    String dn;

    @Override
    public Integer call() throws CommandException {
        daemon.show(daemon.client().post("/v1/nodes/" + Daemon.encoded(dn) + "/restart"), dn + " restarts.");
        return 0;
    }
}
