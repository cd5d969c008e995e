package org.acme;

import jakarta.inject.Inject;

import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.Supervised;
import io.quarkiverse.containerd.SupervisedProcess;
import io.quarkiverse.containerd.SupervisedProcesses;
import io.quarkiverse.containerd.logs.LogFormat;

public class AuditLog {

    // tag::process[]
    @Inject
    SupervisedProcesses processes;

    @Supervised(name = "audit_log")
    void follow(NodeHandle node) throws Exception {
        processes.run(node, SupervisedProcess
                .command("tail", "--follow=name", "--retry", "--lines=0", "/var/log/audit/audit.log")
                .environment("LC_ALL", "C")
                .logFormat(LogFormat.PLAIN)
                .build());
    }
    // end::process[]
}
