package io.quarkiverse.containerd.runtime.daemon;

import java.io.Closeable;
import java.util.function.BooleanSupplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Singleton;

import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.Supervised;
import io.quarkiverse.containerd.SupervisedRunnable;
import io.quarkiverse.containerd.runtime.config.ConfigurationException;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.host.HostException;
import io.quarkiverse.containerd.runtime.host.process.ContainerdProcess;
import io.quarkus.arc.DefaultBean;
import io.smallrye.common.annotation.Identifier;

/** {@code root.containerd}: puts containerd's files in place and runs it, HEALTHY while it serves. */
@ApplicationScoped
@DefaultBean
@Identifier(ContainerdNode.DN)
@Supervised(name = "containerd", onlyIf = ContainerdNode.ContainerdEnabled.class)
public class ContainerdNode implements SupervisedRunnable {

    static final String DN = "root.containerd";

    private final CurrentInstallation installation;
    private final ContainerdLaunch launch;
    private final ContainerdFiles files;
    private final PodNetwork network;
    private final ConfigCheck check;
    private final ContainerdProbe probe;
    private final DamagedDatabase database;
    private final ContainerdStarts starts;

    protected ContainerdNode(CurrentInstallation installation, ContainerdLaunch launch, ContainerdFiles files,
            PodNetwork network, ConfigCheck check, ContainerdProbe probe, DamagedDatabase database, ContainerdStarts starts) {
        this.installation = installation;
        this.launch = launch;
        this.files = files;
        this.network = network;
        this.check = check;
        this.probe = probe;
        this.database = database;
        this.starts = starts;
    }

    @Override
    public void run(NodeHandle node) throws Exception {
        try (StartTimer start = starts.begin(node.dn())) {
            start.begin("render");
            Installation found = find(node);
            files.prepareContainerd(found.rendering(), node.logger());
            check.start(found, node.logger());
            try (Closeable watched = network.watched()) {
                database.setAsideIfAllowed(node.logger(), () -> process(found, start).run(node));
            }
        }
    }

    private ContainerdProcess process(Installation found, StartTimer start) {
        start.begin("exec");
        ContainerdProcess.ReadinessProbe timed = new ContainerdProcess.ReadinessProbe() {
            @Override
            public void started() {
                start.begin("answer");
                probe.rehearse();
            }

            @Override
            public boolean isServing() {
                return probe.answers();
            }
        };
        return launch.process(found, timed, serving -> {
            start.close();
            probe.serves(serving);
        });
    }

    /** What cannot work any more is an ordinary failure, although it is told by an unchecked exception. */
    private Installation find(NodeHandle node) throws HostException {
        try {
            return installation.forStart(node.logger());
        } catch (ConfigurationException e) {
            throw new HostException(e.getMessage(), e);
        }
    }

    /** Whether containerd is to be started. */
    @Singleton
    static class ContainerdEnabled implements BooleanSupplier {

        private final ContainerdConfig config;

        ContainerdEnabled(ContainerdConfig config) {
            this.config = config;
        }

        @Override
        public boolean getAsBoolean() {
            return config.enabled();
        }
    }
}
