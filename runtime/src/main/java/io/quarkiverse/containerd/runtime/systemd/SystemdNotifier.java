package io.quarkiverse.containerd.runtime.systemd;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;

import org.jboss.logging.Logger;

import io.quarkiverse.containerd.NodeDaemon;
import io.quarkiverse.containerd.Transition;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;

/**
 * Tells the service manager that the daemon has started, what is healthy and what fails, that it lives, and that it stops. All
 * of it happens on one thread of its own, so that a watchdog's sign of life does not wait for the application's workers.
 */
@Singleton
class SystemdNotifier {

    private static final Logger LOG = Logger.getLogger(SystemdNotifier.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Messages messages;
    private final boolean enabled;
    private volatile Running running;
    private boolean complained;

    @Inject
    SystemdNotifier(NodeDaemon node, ContainerdConfig config) {
        this(node, config.systemd().notifies());
    }

    SystemdNotifier(NodeDaemon node, boolean enabled) {
        this.messages = new Messages(node);
        this.enabled = enabled;
    }

    void start(@Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE + 1) StartupEvent event) {
        if (!enabled) {
            return;
        }
        try {
            ServiceManager.of(System.getenv(), ProcessHandle.current().pid()).ifPresent(this::start);
        } catch (IllegalArgumentException e) {
            LOG.errorf("The service manager is told nothing: %s", e.getMessage());
        }
    }

    void start(ServiceManager manager) {
        try {
            running = new Running(new NotifySocket(manager.socket()), Executors.newSingleThreadScheduledExecutor(task -> {
                Thread thread = new Thread(task, "systemd-notify");
                thread.setDaemon(true);
                return thread;
            }));
        } catch (IOException e) {
            LOG.errorf("The service manager is told nothing: %s. If the directory for temporary files forbids to run programs,"
                    + " name another with -Dio.netty.native.workdir; without this library use Type=exec in the unit,"
                    + " and set quarkus.containerd.systemd.notify to false", e.getMessage());
            return;
        }
        ScheduledExecutorService thread = running.thread();
        thread.scheduleWithFixedDelay(this::report, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        manager.watchdog().ifPresent(interval -> thread.scheduleAtFixedRate(this::ping, 0, interval.toNanos() / 2,
                TimeUnit.NANOSECONDS));
    }

    /** What a change of the tree changes is told at once; progress of the preseed and probes wait for the next look. */
    void changed(@Observes Transition transition) {
        Running now = running;
        if (now != null) {
            try {
                now.thread().execute(this::report);
            } catch (RejectedExecutionException e) {
                LOG.debugf("%s is not told, because the daemon stops", transition);
            }
        }
    }

    void stop(@Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) ShutdownEvent event) throws InterruptedException {
        Running stopping = running;
        if (stopping != null) {
            stopping.thread().shutdownNow();
            stopping.thread().awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            send(Messages.STOPPING);
            stopping.socket().close();
            running = null;
        }
    }

    private void report() {
        try {
            Optional<Messages.Message> message = messages.next();
            if (message.isPresent() && send(message.get().text())) {
                messages.sent(message.get());
            }
        } catch (RuntimeException | Error e) {
            LOG.errorf(e, "The state of the node daemon could not be told to the service manager");
        }
    }

    private void ping() {
        try {
            if (messages.alive()) {
                send(Messages.WATCHDOG);
            }
        } catch (RuntimeException | Error e) {
            LOG.errorf(e, "The service manager could not be told that the node daemon lives");
        }
    }

    private boolean send(String text) {
        try {
            running.socket().send(text);
            complained = false;
            return true;
        } catch (IOException e) {
            LOG.logf(complained ? Logger.Level.DEBUG : Logger.Level.WARN, "The service manager cannot be told \"%s\": %s",
                    text.lines().findFirst().orElse(""), e.getMessage());
            complained = true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    private record Running(NotifySocket socket, ScheduledExecutorService thread) {
    }
}
