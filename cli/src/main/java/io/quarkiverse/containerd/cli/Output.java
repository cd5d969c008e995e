package io.quarkiverse.containerd.cli;

import java.io.PrintWriter;

import com.fasterxml.jackson.databind.JsonNode;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The output of a command, as a screen or as JSON: what all commands have in common. */
final class Output {

    @Option(names = "--json", description = "Prints JSON.")
    boolean json;

    @Option(names = { "-h", "--help" }, usageHelp = true, description = "Shows this help.")
    boolean help;

    @Spec(Spec.Target.MIXEE)
    CommandSpec command;

    /** Prints a document as JSON if that is wanted, and otherwise as its screen. */
    void show(JsonNode document, String screen) {
        print(json ? document.toPrettyString() : Terminal.ansi().string(screen));
    }

    /** Returns the columns of the terminal; where there is none, lines are not broken. */
    int width() {
        return Terminal.isThere() ? command.usageMessage().autoWidth(true).width() : Integer.MAX_VALUE;
    }

    /** Prints a text. @return false if nobody reads it any more, as after {@code | head} */
    boolean print(String text) {
        PrintWriter out = command.commandLine().getOut();
        out.println(text);
        // the writer is not told what its stream has met
        return !out.checkError() && !System.out.checkError();
    }
}
