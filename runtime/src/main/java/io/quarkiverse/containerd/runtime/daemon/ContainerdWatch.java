package io.quarkiverse.containerd.runtime.daemon;

import java.time.Duration;
import java.util.function.Consumer;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;

import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.Supervised;
import io.quarkiverse.containerd.SupervisedRunnable;
import io.quarkiverse.containerd.client.ContainerdException;
import io.quarkiverse.containerd.logs.NodeLogger;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.config.HealthConfig;
import io.quarkiverse.containerd.runtime.grpc.CallDeadline;
import io.quarkiverse.containerd.runtime.preseed.Preseed;
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
    private final Preseed preseed;
    private final WatchCounters counters;
    private final ContainerdNews news;
    private final Consumer<ContainerdProbed> probed;

    protected ContainerdWatch(ContainerdConfig config, ContainerdProbe probe, PodNetwork network,
            Preseed preseed, WatchCounters counters, ContainerdNews news, Event<ContainerdProbed> probed) {
        this.settings = config.health();
        this.probe = probe;
        this.network = network;
        this.preseed = preseed;
        this.counters = counters;
        this.news = news;
        this.probed = Announcements.guarded(probed::fire);
    }

    @Override
    public void run(NodeHandle node) throws InterruptedException {
        news.tell(node.logger());
        new WatchLoop(settings, () -> observe(node.logger()), probe::restart, counters, MonotonicTimer.SYSTEM).run(node);
    }

    private Observation observe(NodeLogger log) throws InterruptedException {
        long began = System.nanoTime();
        Observation seen = network.lookBeside(probe.observe());
        probed.accept(new ContainerdProbed(seen.kind(), Duration.ofNanos(System.nanoTime() - began)));
        if (seen.kind() == Observation.Kind.WELL) {
            lookForImages(log);
        }
        return seen;
    }

    private void lookForImages(NodeLogger log) {
        try {
            CallDeadline.within(settings.timeout(), () -> {
                preseed.lookForImages(log);
                return true;
            });
        } catch (ContainerdException e) {
            // the next probe tells how containerd is
            log.debugf("The images of the preseed could not be looked at: %s", e.getMessage());
        }
    }
}
