package io.quarkiverse.containerd.cli;

import java.io.IOException;
import java.nio.file.FileSystemException;

import io.quarkiverse.containerd.runtime.disk.FileSystemErrors;
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
        return new CommandLine(new NodeCommand()).setColorScheme(CommandLine.Help.defaultColorScheme(Terminal.ansi()))
                .setExecutionExceptionHandler((failure, commandLine, result) -> {
                    if (failure instanceof CommandException e) {
                        commandLine.getErr().println(commandLine.getColorScheme().errorText(e.getMessage()));
                        return e.exitCode();
                    }
                    if (failure instanceof IOException e) {
                        commandLine.getErr().println(commandLine.getColorScheme().errorText(describe(e)));
                        return CommandException.REFUSED;
                    }
                    throw failure;
                });
    }

    private static String describe(IOException e) {
        return (e instanceof FileSystemException file && file.getFile() != null ? file.getFile() + ": " : "")
                + FileSystemErrors.describe(e) + ".";
    }
}
