package io.quarkiverse.containerd.runtime.daemon;

import java.util.concurrent.CompletableFuture;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;

import org.jboss.logging.Logger;

import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.logs.LogForwarder;
import io.quarkiverse.containerd.runtime.logs.MemoryJournal;
import io.quarkiverse.containerd.runtime.preseed.Preseed;
import io.quarkiverse.containerd.runtime.preseed.PreseedStatus;
import io.quarkiverse.containerd.runtime.supervisor.Supervisor;
import io.quarkiverse.containerd.runtime.supervisor.SystemClock;
import io.quarkus.runtime.PreventFurtherStepsException;
import io.quarkus.runtime.StartupEvent;

/**
 * A daemon that only plans the preseed, and ends. It starts no containerd and takes no lock, so that it may run beside a daemon
 * whose containerd it then compares with.
 */
@Singleton
class DryRun {

    private static final Logger LOG = Logger.getLogger(DryRun.class);
    private static final String NAME = "preseed";
    private static final int FAILED = 1;

    private final ContainerdConfig config;
    private final MemoryJournal journal;

    DryRun(ContainerdConfig config, MemoryJournal journal) {
        this.config = config;
        this.journal = journal;
    }

    /**
     * Plans, and has the application end with a code before it starts or listens anywhere. Quarkus takes the code from the
     * cause of what fails its start; were that thrown as it is, Quarkus would go on as if it had started.
     */
    void start(@Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE - 1) StartupEvent event) {
        if (!config.enabled() || !config.preseed().dryRun()) {
            return;
        }
        int code = FAILED;
        try {
            code = run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new IllegalStateException(new PreventFurtherStepsException(
                "The dry run (quarkus.containerd.preseed.dry-run) ends with code " + code + ".", code));
    }

    /** Plans all archives, logs that, and returns the exit code: 1 if one could not be loaded. */
    int run() throws InterruptedException {
        PreseedStatus status = new PreseedStatus();
        CompletableFuture<Boolean> end = new CompletableFuture<>();
        try (ReachableContainerd containerd = ReachableContainerd.of(config);
                LogForwarder forwarder = new LogForwarder(journal, config.logs().forwardCapacity())) {
            LOG.info(containerd.socket().map(socket -> "The dry run compares with the containerd that answers on " + socket)
                    .orElse("The dry run compares with an empty containerd, because none answers"));
            Preseed preseed = new Preseed(ConfiguredSettings.planning(config, config.preseed().directory()),
                    containerd::client, status);
            Supervisor supervisor = new Supervisor(ConfiguredSettings.supervisor(config.supervisor()), journal,
                    new SystemClock());
            supervisor.start(root -> {
                root.run(NAME, node -> plan(preseed, node, end));
                root.signalHealthy();
                root.signalDone();
            });
            boolean feasible = end.join();
            supervisor.shutdown(config.supervisor().shutdownTimeout());
            return feasible ? 0 : FAILED;
        }
    }

    /** Plans all archives once. A plan that fails is not made again, as the supervisor would have it. */
    private static void plan(Preseed preseed, NodeHandle node, CompletableFuture<Boolean> feasible)
            throws InterruptedException {
        try {
            preseed.run(node);
            feasible.complete(true);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            node.logger().errorf("the dry run has failed: %s", e.getMessage());
            feasible.complete(false);
            node.awaitCancellation();
        }
    }
}
