package io.quarkiverse.containerd.cli;

import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.JsonNode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "logs", description = "Shows what the nodes have logged.")
final class LogsCommand implements Callable<Integer> {

    @Mixin
    Daemon daemon;

    @Parameters(arity = "0..1", paramLabel = "DN", defaultValue = "root", description = "The node whose log to show, with those below it; by default ${DEFAULT-VALUE}.")
    String dn;

    @Option(names = { "-f", "--follow" }, description = "Goes on with each new entry.")
    boolean follow;

    @Option(names = { "-n",
            "--last" }, paramLabel = "N", defaultValue = "200", description = "The largest number of entries that are there already; by default ${DEFAULT-VALUE}.")
    int last;

    @Option(names = "--since", paramLabel = "TIME", description = "The earliest time, such as 2026-01-02T03:04:05Z, or the time back from now, such as 10m.")
    String since;

    @Option(names = "--level", paramLabel = "LEVEL", description = "The least severe level: ERROR, WARN, INFO, DEBUG or TRACE.")
    String level;

    @Option(names = "--text", paramLabel = "TEXT", description = "What the message contains, in upper or lower case.")
    String text;

    @Override
    public Integer call() throws CommandException {
        String target = "/v1/log?dn=" + Daemon.encoded(dn) + "&last=" + last + parameter("since", since)
                + parameter("level", level) + parameter("text", text);
        if (follow) {
            daemon.client().follow(target + "&follow", this::show);
            return 0;
        }
        JsonNode log = daemon.client().get(target);
        for (JsonNode entry : log.path("entries")) {
            if (!show(entry)) {
                break;
            }
        }
        return 0;
    }

    /** Shows an entry. @return false if nobody reads it any more */
    private boolean show(JsonNode entry) {
        return daemon.print(daemon.json() ? entry.toString() : Terminal.ansi().string(Screens.entry(entry)));
    }

    private static String parameter(String name, String value) {
        return value == null ? "" : "&" + name + "=" + Daemon.encoded(value);
    }
}
