package io.quarkiverse.containerd.runtime.preseed;

import java.io.IOException;
import java.time.Duration;

import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.SupervisedRunnable;
import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.runtime.content.DamagedBlobs;

/** Compares the bytes of containerd's blobs with their digests, again and again, and has damaged ones repaired. */
final class DigestCheck implements SupervisedRunnable {

    /** The time between two rounds, in which only a small store is read at once. */
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final ContainerdClient containerd;
    private final DamagedBlobs damaged;
    private final DamagedBlobs.Pace pace;
    private final Runnable repair;

    /**
     * @param damaged is told of what is found
     * @param repair is called when something has been found
     */
    DigestCheck(ContainerdClient containerd, DamagedBlobs damaged, DamagedBlobs.Pace pace, Runnable repair) {
        this.containerd = containerd;
        this.damaged = damaged;
        this.pace = pace;
        this.repair = repair;
    }

    @Override
    public void run(NodeHandle node) throws IOException, InterruptedException {
        node.signalHealthy();
        while (true) {
            Thread.sleep(PAUSE.toMillis());
            damaged.look(containerd, pace, repair);
        }
    }
}
