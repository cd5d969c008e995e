package io.quarkiverse.containerd.runtime.daemon;

import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.BooleanSupplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.Supervised;
import io.quarkiverse.containerd.SupervisedRunnable;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.host.files.Fifo;
import io.quarkiverse.containerd.runtime.host.process.TraceCut;
import io.quarkiverse.containerd.runtime.pump.LogPump;
import io.quarkiverse.containerd.runtime.pump.PumpCounters;
import io.quarkiverse.containerd.runtime.pump.RunscLogParser;
import io.quarkus.arc.DefaultBean;
import io.smallrye.common.annotation.Identifier;

/**
 * {@code root.runsc}, which carries gVisor's debug log into the journal. It outlives containerd: a gVisor pod stands still when
 * nobody reads its log, and containerd may wait for one while it stops.
 */
@ApplicationScoped
@DefaultBean
@Identifier(RunscLogNode.DN)
@Supervised(name = "runsc", outlives = "containerd", onlyIf = RunscLogNode.GvisorRuns.class)
public class RunscLogNode implements SupervisedRunnable {

    static final String DN = "root.runsc";

    private final Path fifo;
    private final ContainerdFiles files;
    private final PumpCounters counters;

    protected RunscLogNode(ContainerdConfig config, ContainerdFiles files, PumpCounters counters) {
        this.fifo = config.runsc().fifo();
        this.files = files;
        this.counters = counters;
    }

    @Override
    public void run(NodeHandle node) throws Exception {
        files.prepareFifo();
        new LogPump(new Fifo(fifo, PosixFilePermissions.fromString("rw-------")), new TraceCut(new RunscLogParser()),
                counters).run(node);
    }

    /** Whether containerd has a runtime handler of gVisor. */
    @Singleton
    static class GvisorRuns implements BooleanSupplier {

        private final ContainerdConfig config;
        private final Instance<CurrentInstallation> installation;

        GvisorRuns(ContainerdConfig config, Instance<CurrentInstallation> installation) {
            this.config = config;
            this.installation = installation;
        }

        @Override
        public boolean getAsBoolean() {
            return config.enabled() && installation.get().rendering().gvisor();
        }
    }
}
