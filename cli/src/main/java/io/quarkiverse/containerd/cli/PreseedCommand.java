package io.quarkiverse.containerd.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkiverse.containerd.runtime.daemon.OfflinePlanner;
import io.quarkiverse.containerd.runtime.documents.PreseedDocuments;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "preseed", description = "Shows the image archives of the preseed directory, and has them looked at again.", synopsisSubcommandLabel = "COMMAND")
final class PreseedCommand implements Runnable {

    private static final Set<String> BAD = Set.of("FAILED", "GONE");

    @Option(names = { "-h", "--help" }, usageHelp = true, description = "Shows this help.")
    boolean help;

    @Spec
    CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Name one of status, plan, rescan and retry.");
    }

    @Command(name = "status", description = "Shows the state of each archive. Exits with 1 if one has failed, or is gone from"
            + " containerd.", mixinStandardHelpOptions = false)
    int status(@Mixin Daemon daemon) throws CommandException {
        JsonNode report = daemon.client().get("/v1/preseed");
        daemon.show(report, Screens.preseed(report, Instant.now(), daemon.width()));
        for (JsonNode archive : report.path("archives")) {
            if (BAD.contains(archive.path("state").asText())) {
                return CommandException.REFUSED;
            }
        }
        return 0;
    }

    @Command(name = "plan", description = "Shows what loading each archive would bring, and changes nothing. With a directory"
            + " it needs no daemon, no root and no containerd: it tells what the containerd that answers lacks, or else what an"
            + " empty one would get. Exits with 1 if an archive could not be loaded.")
    int plan(@Mixin Daemon daemon, @Parameters(arity = "0..1", paramLabel = "DIRECTORY", description = "A preseed directory;"
            + " by default that of the daemon, which is asked for its plan.") Path directory)
            throws CommandException {
        JsonNode plans = directory == null ? daemon.client().get("/v1/preseed/plan") : plans(directory);
        daemon.show(plans, Screens.plans(plans));
        for (JsonNode archive : plans.path("archives")) {
            if (!archive.path("feasible").asBoolean()) {
                return CommandException.REFUSED;
            }
        }
        return 0;
    }

    private static JsonNode plans(Path directory) throws CommandException {
        try {
            OfflinePlanner.Plans plans = new OfflinePlanner(Configured.config()).plan(directory.toAbsolutePath());
            ObjectNode document = PreseedDocuments.plans(plans.plans());
            plans.containerd().ifPresent(socket -> document.put("containerd", socket.toString()));
            return document;
        } catch (IOException e) {
            throw new CommandException(CommandException.REFUSED, "The plan cannot be made: " + e.getMessage() + ".");
        }
    }

    @Command(name = "rescan", description = "Has the directory scanned now, if its changes are followed.")
    int rescan(@Mixin Daemon daemon) throws CommandException {
        daemon.show(daemon.client().post("/v1/preseed/rescan"), "The directory is scanned.");
        return 0;
    }

    @Command(name = "retry", description = "Begins the preseed anew, with the archives that have failed.")
    int retry(@Mixin Daemon daemon) throws CommandException {
        daemon.show(daemon.client().post("/v1/preseed/retry"), "The preseed begins anew.");
        return 0;
    }
}
