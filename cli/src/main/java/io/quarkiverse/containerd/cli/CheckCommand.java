package io.quarkiverse.containerd.cli;

import java.util.List;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkiverse.containerd.runtime.documents.Documents;
import io.quarkiverse.containerd.runtime.offline.Finding;
import io.quarkiverse.containerd.runtime.offline.Finding.Verdict;
import io.quarkiverse.containerd.runtime.offline.HostCheck;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "check", description = "Looks whether the daemon could run on this host with its configuration: containerd,"
        + " runtimes, CNI plugins, kernel, control groups, overlayfs, permissions, sockets, ports, room, clock, and other"
        + " containerds. It needs no daemon and changes nothing. Exits with 1 if something would keep a node from running.")
final class CheckCommand implements Callable<Integer> {

    @Mixin
    Output output;

    @Override
    public Integer call() throws CommandException {
        List<Finding> findings = HostCheck.of(Configured.config());
        ObjectNode document = document(findings);
        output.show(document, Screens.check(document, output.width()));
        return count(findings, Verdict.FAILURE) == 0 ? 0 : CommandException.REFUSED;
    }

    /** Returns the findings as JSON. */
    static String json() throws CommandException {
        return document(HostCheck.of(Configured.config())).toPrettyString();
    }

    private static ObjectNode document(List<Finding> findings) {
        ObjectNode document = Documents.document().put("failures", count(findings, Verdict.FAILURE)).put("warnings",
                count(findings, Verdict.WARNING));
        ArrayNode array = document.putArray("findings");
        findings.forEach(finding -> {
            ObjectNode entry = array.addObject().put("check", finding.check()).put("verdict", finding.verdict().name())
                    .put("text", finding.text());
            finding.remedy().ifPresent(remedy -> entry.put("remedy", remedy));
        });
        return document;
    }

    private static long count(List<Finding> findings, Verdict verdict) {
        return findings.stream().filter(finding -> finding.verdict() == verdict).count();
    }
}
