package io.quarkiverse.containerd.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.quarkiverse.containerd.render.HostFacts;

/** Finds out what this process may do on this machine, from the proc file system alone. */
public final class HostInspector {

    /** Number of CAP_SYS_RESOURCE, see capabilities(7). */
    private static final int CAP_SYS_RESOURCE = 24;

    private final Path self;

    public HostInspector() {
        this(Path.of("/proc/self"));
    }

    HostInspector(Path self) {
        this.self = self;
    }

    /**
     * The facts of this moment.
     *
     * @throws HostException if the proc file system cannot be read or is not as proc(5) describes it
     */
    public HostFacts inspect() throws HostException {
        try {
            List<String> status = Files.readAllLines(self.resolve("status"));
            int effectiveUid = Integer.parseInt(value(status, "Uid:").split("\\s+")[1]);
            long capabilities = Long.parseUnsignedLong(value(status, "CapEff:"), 16);
            int oomScoreAdj = Integer.parseInt(Files.readString(self.resolve("oom_score_adj")).strip());
            return new HostFacts(effectiveUid == 0, (capabilities >> CAP_SYS_RESOURCE & 1) == 1, oomScoreAdj,
                    inUserNamespace());
        } catch (IOException e) {
            throw new HostException(self, self + " cannot be read: " + Reasons.of(e) + ". Mount the proc file system.", e);
        } catch (RuntimeException e) {
            throw new HostException(self, self + " is not as Linux writes it: " + e.getMessage()
                    + ". Mount the proc file system of a Linux kernel.", e);
        }
    }

    private static String value(List<String> status, String name) {
        return status.stream().filter(line -> line.startsWith(name)).findFirst()
                .map(line -> line.substring(name.length()).strip())
                .orElseThrow(() -> new IllegalArgumentException("there is no " + name + " in status"));
    }

    /** In the machine's first user namespace all user ids are mapped to themselves, in one range. */
    private boolean inUserNamespace() throws IOException {
        Path map = self.resolve("uid_map");
        // without user namespaces in the kernel there is no such file
        return Files.exists(map) && !Files.readString(map).strip().matches("0\\s+0\\s+4294967295");
    }
}
