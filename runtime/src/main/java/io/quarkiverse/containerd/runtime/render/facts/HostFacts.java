package io.quarkiverse.containerd.runtime.render.facts;

import java.nio.file.Path;
import java.util.List;

/**
 * The facts about the machine and the daemon's process that rendering depends on.
 *
 * @param root whether the effective user id is 0
 * @param capSysResource whether CAP_SYS_RESOURCE is among the effective capabilities
 * @param oomScoreAdj the process' own OOM score adjustment, -1000 to 1000
 * @param userNamespace whether the process runs in a user namespace other than the machine's first
 * @param kernel what the kernel offers containers
 * @param programs the programs that pods are run by
 * @param cniDirectories which of the directories that the CNI plugins may be in have all of those that are needed
 * @param runscNeedsHostNetwork whether the runsc that is there refuses to run its own network stack on this kernel
 */
public record HostFacts(boolean root, boolean capSysResource, int oomScoreAdj, boolean userNamespace, KernelFacts kernel,
        RuntimePrograms programs, List<Path> cniDirectories, boolean runscNeedsHostNetwork) {

    public HostFacts {
        cniDirectories = List.copyOf(cniDirectories);
    }

    /** Returns the same facts with other programs. */
    public HostFacts with(RuntimePrograms others) {
        return new HostFacts(root, capSysResource, oomScoreAdj, userNamespace, kernel, others, cniDirectories,
                runscNeedsHostNetwork);
    }

    /** Whether a process may lower an OOM score adjustment; the kernel asks for the capability in the first user namespace. */
    public boolean mayLowerOomScore() {
        return capSysResource && !userNamespace;
    }
}
