package io.quarkiverse.containerd.cli;

import java.time.Instant;

import com.fasterxml.jackson.databind.JsonNode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(name = "preseed", description = "Shows the image archives of the preseed directory, and has them looked at again.", synopsisSubcommandLabel = "COMMAND")
final class PreseedCommand implements Runnable {

    @Option(names = { "-h", "--help" }, usageHelp = true, description = "Shows this help.")
    boolean help;

    @Spec
    CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Name one of status, plan, rescan and retry.");
    }

    @Command(name = "status", description = "Shows the state of each archive. Exits with 1 if one has failed.", mixinStandardHelpOptions = false)
    int status(@Mixin Daemon daemon) throws ControlException {
        JsonNode report = daemon.client().get("/v1/preseed");
        daemon.show(report, Screens.preseed(report, Instant.now()));
        for (JsonNode archive : report.path("archives")) {
            if (archive.path("state").asText().equals("FAILED")) {
                return 1;
            }
        }
        return 0;
    }

    @Command(name = "plan", description = "Shows what loading each archive would bring, and changes nothing.")
    int plan(@Mixin Daemon daemon) throws ControlException {
        JsonNode plans = daemon.client().get("/v1/preseed/plan");
        daemon.show(plans, Screens.plans(plans));
        for (JsonNode archive : plans.path("archives")) {
            if (!archive.path("feasible").asBoolean()) {
                return 1;
            }
        }
        return 0;
    }

    @Command(name = "rescan", description = "Has the directory scanned now, if its changes are followed.")
    int rescan(@Mixin Daemon daemon) throws ControlException {
        daemon.show(daemon.client().post("/v1/preseed/rescan"), "The directory is scanned.");
        return 0;
    }

    @Command(name = "retry", description = "Begins the preseed anew, with the archives that have failed.")
    int retry(@Mixin Daemon daemon) throws ControlException {
        daemon.show(daemon.client().post("/v1/preseed/retry"), "The preseed begins anew.");
        return 0;
    }
}
