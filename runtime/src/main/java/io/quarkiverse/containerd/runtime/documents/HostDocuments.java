package io.quarkiverse.containerd.runtime.documents;

import java.util.TreeMap;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkiverse.containerd.runtime.render.Rendering;
import io.quarkiverse.containerd.runtime.render.facts.HostFacts;
import io.quarkiverse.containerd.runtime.render.facts.KernelFacts;

/** The host, and how the configuration was adapted to it, as documents. */
public final class HostDocuments {

    private HostDocuments() {
    }

    /** Returns the facts about a host, and what they have led to. */
    public static ObjectNode host(HostFacts facts, Rendering rendering) {
        ObjectNode document = NodeDocuments.document();
        document.set("facts", facts(facts));
        document.put("snapshotter", rendering.snapshotter()).put("cri", rendering.criEnabled()).put("gvisor",
                rendering.gvisor());
        rendering.notes().forEach(document.putArray("notes")::add);
        rendering.adaptations().forEach(document.putArray("adaptations")::add);
        rendering.warnings().forEach(document.putArray("warnings")::add);
        return document;
    }

    private static ObjectNode facts(HostFacts host) {
        KernelFacts kernel = host.kernel();
        ObjectNode document = NodeDocuments.object()
                .put("os", System.getProperty("os.name"))
                .put("kernel", System.getProperty("os.version"))
                .put("architecture", System.getProperty("os.arch"))
                .put("processors", Runtime.getRuntime().availableProcessors())
                .put("root", host.root())
                .put("capSysResource", host.capSysResource())
                .put("oomScoreAdj", host.oomScoreAdj())
                .put("userNamespace", host.userNamespace())
                .put("rootFileSystem", kernel.rootFileSystem())
                .put("overlay", kernel.overlay())
                .put("cgroups", kernel.cgroups().toString())
                .put("systemd", kernel.systemd())
                .put("appArmor", kernel.appArmor())
                .put("selinux", kernel.selinux())
                .put("userNamespaces", kernel.userNamespaces());
        new TreeSet<>(kernel.controllers()).forEach(document.putArray("controllers")::add);
        ObjectNode programs = document.putObject("programs");
        new TreeMap<>(host.programs().paths()).forEach((name, path) -> programs.put(name, path.toString()));
        host.cniDirectories().forEach(directory -> document.withArray("cniDirectories").add(directory.toString()));
        return document;
    }
}
