package io.quarkiverse.containerd.benchmark;

import java.nio.file.Path;
import java.time.Duration;

import io.quarkiverse.containerd.testing.RealContainerd;

/** containerd as it is, and ctr for each archive as soon as containerd answers. */
final class BareNode implements BootContender {

    private final ContainerdVersion version;
    private final Archives archives;
    private final Path directory;
    private final RealContainerd.Setup setup;
    private RealContainerd containerd;

    BareNode(ContainerdVersion version, Archives archives, Path directory) {
        this(version, archives, directory, RealContainerd.Setup.of(version.programs()));
    }

    BareNode(ContainerdVersion version, Archives archives, Path directory, RealContainerd.Setup setup) {
        this.version = version;
        this.archives = archives;
        this.directory = directory;
        this.setup = setup.in(directory);
    }

    @Override
    public String kind() {
        return "containerd, then ctr";
    }

    @Override
    public Measurement boot() throws Exception {
        Duration cpuBefore = CpuClock.ofEndedChildren().used();
        long start = System.nanoTime();
        if (containerd == null) {
            containerd = RealContainerd.start(setup);
        } else {
            containerd.run();
        }
        CtrImport ctr = new CtrImport(version, containerd.socket(), archives, directory.resolve("ctr.txt"));
        ctr.load();
        Duration wall = Duration.ofNanos(System.nanoTime() - start);
        return new Measurement(wall, ctr.cpu().used().minus(cpuBefore), CpuClock.of(containerd.process().toHandle()).used(),
                ctr.peakMemory());
    }

    @Override
    public Path socket() {
        return containerd.socket();
    }

    ProcessHandle process() {
        return containerd.process().toHandle();
    }

    @Override
    public void shutDown() throws Exception {
        containerd.process().destroy();
        containerd.process().waitFor();
    }

    @Override
    public void close() throws Exception {
        if (containerd != null) {
            containerd.close();
        }
    }
}
