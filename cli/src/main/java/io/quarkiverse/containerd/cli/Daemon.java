package io.quarkiverse.containerd.cli;

import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import com.fasterxml.jackson.databind.JsonNode;

import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The running daemon, and where its answers go: what all commands have in common. */
final class Daemon {

    @Option(names = "--socket", paramLabel = "PATH", description = "The daemon's control socket; by default where the daemon's own configuration has it.")
    Path socket;

    @Option(names = "--json", description = "Prints the daemon's answer as JSON.")
    boolean json;

    @Option(names = { "-h", "--help" }, usageHelp = true, description = "Shows this help.")
    boolean help;

    @Spec(Spec.Target.MIXEE)
    CommandSpec command;

    ControlClient client() {
        return new ControlClient(socket == null ? ControlAddress.find() : socket);
    }

    /** Prints a document as JSON if that is wanted, and otherwise as its screen. */
    void show(JsonNode document, String screen) {
        print(json ? document.toPrettyString() : Ansi.AUTO.string(screen));
    }

    void print(String text) {
        PrintWriter out = command.commandLine().getOut();
        out.println(text);
        out.flush();
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
