package io.quarkiverse.containerd.render;

import java.util.ArrayList;
import java.util.List;

import io.quarkiverse.containerd.config.ContainerdConfig;

/**
 * The values that depend on what the host can do.
 *
 * @param sentences what differs from the configuration and why
 */
record HostAdaptations(int oomScore, boolean restrictOomScoreAdj, List<String> sentences) {

    static HostAdaptations of(ContainerdConfig config, HostFacts host) {
        List<String> sentences = new ArrayList<>();
        int oomScore = config.oomScore();
        // containerd takes 0 for "leave it", so only other scores are ever written to the kernel
        if (oomScore != 0 && oomScore < host.oomScoreAdj() && !host.mayLowerOomScore()) {
            sentences.add("Without CAP_SYS_RESOURCE containerd's OOM score adjustment cannot go below this process' "
                    + host.oomScoreAdj() + ": " + ConfigKeys.key("oom-score") + " = " + oomScore + " is not applied.");
            oomScore = host.oomScoreAdj();
        }
        boolean restrict = config.cri().restrictOomScoreAdj();
        if (!restrict && Derived.criEnabled(config) && !host.mayLowerOomScore()) {
            sentences.add("Without CAP_SYS_RESOURCE no container could start with an OOM score adjustment below containerd's: "
                    + ConfigKeys.key("cri.restrict-oom-score-adj") + " is on.");
            restrict = true;
        }
        if (config.userNamespace()) {
            sentences.add("containerd runs in a user namespace (" + ConfigKeys.key("user-namespace")
                    + "), where it cannot run pods: its CRI plugin is disabled.");
        }
        return new HostAdaptations(oomScore, restrict, List.copyOf(sentences));
    }
}
