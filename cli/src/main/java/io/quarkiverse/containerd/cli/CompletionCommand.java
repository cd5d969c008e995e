package io.quarkiverse.containerd.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "completion", description = "Prints a completion script for bash and zsh.")
final class CompletionCommand implements Runnable {

    @Parameters(paramLabel = "NAME", description = "The name by which the shell knows this program, as an alias or a script.")
    String name;

    @Option(names = { "-h", "--help" }, usageHelp = true, description = "Shows this help.")
    boolean help;

    @Spec
    CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().getOut().print(AutoComplete.bash(name, spec.root().commandLine()));
        spec.commandLine().getOut().flush();
    }
}
