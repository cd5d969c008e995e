package io.quarkiverse.containerd.runtime.documents;

import java.io.IOException;
import java.util.Optional;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkiverse.containerd.NodeDaemon;
import io.quarkiverse.containerd.PreseedPlanner;
import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.client.ContainerdException;
import io.quarkiverse.containerd.runtime.daemon.CurrentInstallation;

/**
 * What can be read of the node daemon, as JSON documents of the same form wherever they are shown. What needs containerd throws
 * a {@link ContainerdException} if that does not answer, and an {@link IllegalStateException} if it is not started at all.
 */
@Singleton
public class Documents {

    /** The version of the documents' form. Members may be added to a version, but none is removed or changed. */
    public static final String VERSION = "v1";

    private final NodeDaemon daemon;
    private final PreseedPlanner planner;
    private final Instance<ContainerdClient> containerd;
    private final Instance<CurrentInstallation> installation;
    private final ImageDocuments images = new ImageDocuments();

    /** @param installation made only where containerd is to be started */
    public Documents(NodeDaemon daemon, PreseedPlanner planner, Instance<ContainerdClient> containerd,
            Instance<CurrentInstallation> installation) {
        this.daemon = daemon;
        this.planner = planner;
        this.containerd = containerd;
        this.installation = installation;
    }

    /** Returns the verdicts, and all that is wrong. */
    public ObjectNode status() {
        return NodeDocuments.status(daemon);
    }

    /** Returns the supervision tree. */
    public ObjectNode tree() {
        return NodeDocuments.tree(daemon.tree(), daemon.stuck());
    }

    /** Returns a node of the tree; empty if there is none of this DN. */
    public Optional<ObjectNode> node(String dn) {
        return daemon.node(dn).map(node -> document().set("node", NodeDocuments.node(node)));
    }

    /** Returns the archives and image lists with their states. */
    public ObjectNode preseed() {
        return PreseedDocuments.report(daemon.preseed(), daemon.preseedEnabled());
    }

    /**
     * Returns what loading each archive would bring.
     *
     * @throws IOException if the preseed directory cannot be read
     */
    public ObjectNode plan() throws IOException {
        return PreseedDocuments.plans(planner.plan());
    }

    /**
     * Returns the images that containerd has.
     *
     * @param namespace the only namespace to look into; empty for all
     * @param most the largest number of images; the document has their total
     */
    public ObjectNode images(Optional<String> namespace, int most) {
        return images.of(containerd.get(), daemon.preseed(), namespace, most);
    }

    /** Returns the pod sandboxes with their containers. */
    public ObjectNode pods() {
        if (daemon.enabled() && !daemon.criEnabled()) {
            throw new IllegalStateException("There are no pods: containerd runs without the Container Runtime Interface.");
        }
        return PodDocuments.pods(containerd.get().cri());
    }

    /**
     * Returns the newest lines that a container has printed.
     *
     * @param container the id of the container
     * @param last the largest number of lines
     * @throws IOException if its log cannot be read
     */
    public ObjectNode containerLog(String container, int last) throws IOException {
        return PodDocuments.log(containerd.get().cri().containerStatus(container), last);
    }

    /** Returns the rendered files, each line with the key that it comes from, without secrets. */
    public ObjectNode config() {
        CurrentInstallation current = installed();
        ObjectNode document = ConfigDocuments.config(current.rendering());
        try {
            return ConfigDocuments.addDifferences(document, current.configDump().differences(current.rendering()));
        } catch (IOException e) {
            return document.put("notCompared", e.getMessage());
        }
    }

    /**
     * Returns the whole configuration as containerd has read it, its own defaults included, without secrets.
     *
     * @throws IOException if containerd refuses the file that is there
     */
    public ObjectNode configDump() throws IOException {
        return document().put("dump", String.join("\n", installed().configDump().shown()));
    }

    /**
     * Returns what this host offers and lacks.
     *
     * @throws IOException if it cannot be inspected
     */
    public ObjectNode host() throws IOException {
        CurrentInstallation current = installed();
        return HostDocuments.host(current.facts(), current.rendering()).put("executable", current.executable().toString())
                .put("version", current.version().toString());
    }

    /** Returns the versions and process ids of what runs; of a containerd that does not answer, why it does not. */
    public ObjectNode version() {
        return VersionDocument.of(containerd.get());
    }

    /** Returns the stacks of the daemon's threads. */
    public ObjectNode threads() {
        return ThreadDocuments.threads();
    }

    /** Returns an empty document. */
    public static ObjectNode document() {
        return NodeDocuments.document();
    }

    private CurrentInstallation installed() {
        if (!daemon.enabled()) {
            throw new IllegalStateException("containerd is not started: quarkus.containerd.enabled is false.");
        }
        return installation.get();
    }
}
