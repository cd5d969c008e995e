package io.quarkiverse.containerd.deployment.devui;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.inject.Inject;

import org.eclipse.microprofile.config.ConfigProvider;

import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.client.CriClient;
import io.quarkiverse.containerd.client.CriContainerConfig;
import io.quarkiverse.containerd.client.CriPodSandboxConfig;
import io.quarkiverse.containerd.logs.LogJournal;
import io.quarkiverse.containerd.logs.NodeLogger;
import io.vertx.ext.web.Router;

/** An application of its own file, so that dev mode can compile it anew: a greeting, lines for the journal, and a pod. */
class DevUiApplication {

    private static final String GREETING = "before";

    @Inject
    LogJournal journal;

    @Inject
    ContainerdClient containerd;

    void routes(@Observes Router router) {
        router.get("/greeting").handler(context -> context.end(GREETING));
        router.get("/flood/:lines").handler(context -> {
            int lines = Integer.parseInt(context.pathParam("lines"));
            // no node's journal holds all of them, and the application's log has none of them
            Stream.of("even", "odd").forEach(name -> {
                NodeLogger log = journal.logger("root.flood." + name);
                for (int i = name.equals("even") ? 0 : 1; i < lines; i += 2) {
                    log.debugf("line %d of the flood", i);
                }
            });
            context.end();
        });
        router.get("/mcp").handler(context -> {
            enableDevMcp();
            context.end();
        });
        router.get("/pod").blockingHandler(context -> {
            runPod();
            context.end();
        });
        router.get("/no-pod").blockingHandler(context -> {
            CriClient cri = containerd.cri();
            cri.listPodSandboxes().forEach(pod -> {
                cri.stopPodSandbox(pod);
                cri.removePodSandbox(pod);
            });
            context.end();
        });
    }

    /** The Dev UI would write it into the home directory. The class is on the class path of dev mode only. */
    private static void enableDevMcp() {
        try {
            Class<?> type = Thread.currentThread().getContextClassLoader()
                    .loadClass("io.quarkus.devui.runtime.spi.McpServerConfiguration");
            type.getMethod("enable").invoke(CDI.current().select(type).get());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A pod with a container that serves and one that fails. */
    private void runPod() {
        CriClient cri = containerd.cri();
        Path logs = Path.of(ConfigProvider.getConfig().getValue("quarkus.containerd.run-directory", String.class), "logs");
        try {
            Files.createDirectories(logs);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        CriPodSandboxConfig pod = new CriPodSandboxConfig("default", "greeter", "uid", logs, Map.of());
        String id = cri.runPodSandbox(pod, "");
        start(cri, id, pod, "server", "echo hello from the pod; echo a complaint >&2; exec sleep 1000000");
        start(cri, id, pod, "failing", "echo goodbye; exit 3");
    }

    private static void start(CriClient cri, String id, CriPodSandboxConfig pod, String name, String script) {
        cri.startContainer(cri.createContainer(id, pod, new CriContainerConfig(name, "localhost/busybox:1.0",
                List.of("/bin/busybox", "sh", "-c", script))));
    }
}
