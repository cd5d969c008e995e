package io.quarkiverse.containerd.runtime.daemon;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.Supervised;
import io.quarkiverse.containerd.SupervisedRunnable;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.config.HealthConfig;
import io.quarkus.arc.DefaultBean;
import io.smallrye.common.annotation.Identifier;

/** {@code root.containerd.watch}: HEALTHY while containerd is reached by its socket and answers as it should. */
@ApplicationScoped
@DefaultBean
@Identifier("root.containerd.watch")
@Supervised(name = "watch", parent = ContainerdNode.DN)
public class ContainerdWatch implements SupervisedRunnable {

    private final HealthConfig settings;
    private final ContainerdProbe probe;
    private final PodNetwork network;
    private final WatchCounters counters;
    private final Deprecations deprecations;

    protected ContainerdWatch(ContainerdConfig config, ContainerdProbe probe, PodNetwork network,
            WatchCounters counters, Deprecations deprecations) {
        this.settings = config.health();
        this.probe = probe;
        this.network = network;
        this.counters = counters;
        this.deprecations = deprecations;
    }

    @Override
    public void run(NodeHandle node) throws InterruptedException {
        deprecations.tell(node.logger());
        new WatchLoop(settings, () -> network.lookBeside(probe.observe()), probe::restart, counters, MonotonicTimer.SYSTEM)
                .run(node);
    }
}
