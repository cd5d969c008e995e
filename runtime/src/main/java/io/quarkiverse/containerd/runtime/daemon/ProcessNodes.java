package io.quarkiverse.containerd.runtime.daemon;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.SupervisedProcess;
import io.quarkiverse.containerd.logs.NodeLogger;
import io.quarkiverse.containerd.runtime.config.ConfigurationException;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.host.process.ProcessRunner;
import io.quarkiverse.containerd.runtime.supervisor.Supervisor;
import io.quarkiverse.containerd.runtime.text.BoundedText;

/** The configured processes as nodes of the tree, children of the root. They need no containerd. */
@Singleton
public class ProcessNodes {

    private static final Logger LOG = Logger.getLogger(ProcessNodes.class);

    private final Collection<ConfiguredProcess> processes;
    private final List<SupervisedBean> nodes = new ArrayList<>();
    private final ProcessRunner runner;
    private final StartOrder order;

    /** @throws ConfigurationException naming the key of a process that cannot work */
    ProcessNodes(ContainerdConfig config, SupervisedBeans beans, ProcessRunner runner, StartOrder order) {
        this.runner = runner;
        this.order = order;
        Map<String, ConfiguredProcess> byDn = new LinkedHashMap<>();
        new TreeMap<>(config.processes()).forEach((name, process) -> {
            if (process.enabled()) {
                ConfiguredProcess configured = new ConfiguredProcess(name, process);
                byDn.put(configured.dn(), configured);
            }
        });
        if (!byDn.isEmpty()) {
            Map<String, Boolean> presence = beans.presence();
            if (!config.enabled()) {
                removeWaiting(byDn, presence);
            }
            new ProcessChecks(byDn, presence).places();
        }
        this.processes = byDn.values();
        for (ConfiguredProcess process : processes) {
            SupervisedProcess definition = process.definition(System.getenv());
            ProcessChecks.program(process, definition.command().get(0), config.process().path(), OwnDirectories.strict());
            stopTimeout(process, config);
            nodes.add(new SupervisedBean(new NodePlace(Supervisor.ROOT, process.name(), process.config().group().orElse(""),
                    List.of()), () -> true, node -> run(process, definition, node)));
        }
    }

    /** Removes what would wait for containerd in vain. */
    private static void removeWaiting(Map<String, ConfiguredProcess> processes, Map<String, Boolean> presence) {
        Predicate<String> never = dn -> dn.equals(StartOrder.STARTED) || Boolean.FALSE.equals(presence.get(dn));
        Set<String> removed = new HashSet<>();
        while (processes.values().removeIf(process -> process.after().stream().anyMatch(never.or(removed::contains))
                && removed.add(process.dn()))) {
            // what waits for one of those goes, too
        }
        if (!removed.isEmpty()) {
            LOG.infof("Not started, because they wait for containerd: %s",
                    BoundedText.names(removed.stream().sorted().toList()));
        }
    }

    private static void stopTimeout(ConfiguredProcess process, ContainerdConfig config) {
        if (config.supervisor().shutdownTimeout().compareTo(process.config().timeouts().stop()) < 0) {
            throw process.error("timeouts.stop", "it is longer than quarkus.containerd.supervisor.shutdown-timeout, so that the"
                    + " process could be left running; make it at most " + config.supervisor().shutdownTimeout());
        }
    }

    private void run(ConfiguredProcess process, SupervisedProcess definition, NodeHandle node) throws Exception {
        order.await(process.after(), node);
        runner.run(node, definition, process.key("timeouts.start"), process.key("timeouts.max-start"));
    }

    /** Begins to stop what an earlier run has left of them. */
    void stopLeftovers(NodeLogger log) {
        runner.stopLeftovers(log);
    }

    /** Returns the nodes, in the order of their names. */
    List<SupervisedBean> all() {
        return List.copyOf(nodes);
    }

    /** Returns the DNs of those that readiness does not depend on. */
    Set<String> optional() {
        return dns(process -> !process.config().required());
    }

    /** Returns the DNs of those that are restarted when containerd has lost the pods' network. */
    Set<String> restartedWithNetwork() {
        return dns(process -> process.config().restartWithNetwork());
    }

    private Set<String> dns(Predicate<ConfiguredProcess> wanted) {
        return processes.stream().filter(wanted).map(ConfiguredProcess::dn).collect(Collectors.toUnmodifiableSet());
    }
}
