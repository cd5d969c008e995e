package io.quarkiverse.containerd.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** All commands. */
@Command(name = "java -jar quarkus-run.jar", mixinStandardHelpOptions = false, synopsisSubcommandLabel = "COMMAND", description = "Looks into a running node daemon, tells it what to do, and checks a node before one is started. Without a command the daemon is started.", footerHeading = "%nExit codes:%n", footer = {
        "  0  it is done, and all is well",
        "  1  the daemon is not ready or has refused, an archive or a check has failed,",
        "     the configuration cannot be rendered, or files differ",
        "  2  the command is wrong",
        "  3  no daemon answers" }, subcommands = { StatusCommand.class, TreeCommand.class, LogsCommand.class,
                ImagesCommand.class, PreseedCommand.class,
                RestartCommand.class, ConfigCommand.class, RenderCommand.class, CheckCommand.class, SupportCommand.class,
                CompletionCommand.class,
                CommandLine.HelpCommand.class })
final class NodeCommand implements Runnable {

    @CommandLine.Option(names = { "-h", "--help" }, usageHelp = true, description = "Shows this help.")
    boolean help;

    @Spec
    CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Name a command.");
    }
}
