package io.quarkiverse.containerd.cli;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import picocli.CommandLine;

/** The main class of an application with this command line: without arguments the daemon starts, with a command it does not. */
@QuarkusMain
public final class ContainerdMain {

    private ContainerdMain() {
    }

    /** Runs a command, or the daemon if there is none. */
    public static void main(String... arguments) {
        if (arguments.length == 0) {
            Quarkus.run(arguments);
        } else {
            System.exit(commandLine().execute(arguments));
        }
    }

    static CommandLine commandLine() {
        return new CommandLine(new NodeCommand())
                .setExecutionExceptionHandler((failure, commandLine, result) -> {
                    if (failure instanceof CommandException e) {
                        commandLine.getErr().println(commandLine.getColorScheme().errorText(e.getMessage()));
                        return e.exitCode();
                    }
                    throw failure;
                });
    }
}
