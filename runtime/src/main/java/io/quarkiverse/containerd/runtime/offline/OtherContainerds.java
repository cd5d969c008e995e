package io.quarkiverse.containerd.runtime.offline;

import static io.quarkiverse.containerd.runtime.offline.Finding.Verdict.WARNING;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.host.ProcTable;
import io.quarkiverse.containerd.runtime.text.BoundedText;

/** Other containerds on this machine, which may want the same directories, sockets and pod network. */
final class OtherContainerds {

    private static final String PROGRAM = "containerd";

    private final ProcTable processes = new ProcTable();
    private final ContainerdConfig config;

    OtherContainerds(ContainerdConfig config) {
        this.config = config;
    }

    Finding find() {
        try {
            List<String> others = new ArrayList<>();
            for (long pid : processes.pids()) {
                if (processes.program(pid).filter(path -> path.endsWith(PROGRAM)).isPresent() && processes.sharesPids(pid)
                        && !isOurs(pid)) {
                    others.add("process " + pid + " (" + String.join(" ", processes.commandLine(pid)) + ")");
                }
            }
            return others.isEmpty() ? Finding.ok(HostCheck.OTHERS, "There are none.")
                    : Finding.of(HostCheck.OTHERS, WARNING, "There is " + BoundedText.names(others) + ".",
                            "Stop it (systemctl disable --now containerd), or give it directories, a socket and a pod network"
                                    + " of its own.");
        } catch (IOException e) {
            return Finding.of(HostCheck.OTHERS, WARNING, "They cannot be looked for: " + e.getMessage() + ".",
                    "Mount the proc file system.");
        }
    }

    /** Whether it reads the configuration file that the daemon writes. */
    private boolean isOurs(long pid) {
        return processes.commandLine(pid).contains(config.configFile().path().toString());
    }
}
