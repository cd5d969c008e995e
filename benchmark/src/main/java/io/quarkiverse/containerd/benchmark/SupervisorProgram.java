package io.quarkiverse.containerd.benchmark;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;

import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.NodeState;
import io.quarkiverse.containerd.runtime.logs.MemoryJournal;
import io.quarkiverse.containerd.runtime.supervisor.Supervisor;
import io.quarkiverse.containerd.runtime.supervisor.SupervisorSettings;
import io.quarkiverse.containerd.runtime.supervisor.SystemClock;

/** Measures a supervisor of as many nodes as the arguments say, in a Java virtual machine of its own. */
final class SupervisorProgram {

    private static final Duration SHUTDOWN = Duration.ofMinutes(1);
    /** The nodes that fail. */
    private static final int FAILURES = 21;

    private final int nodes;
    private final CountDownLatch healthy;
    private final SynchronousQueue<Long> failures = new SynchronousQueue<>();

    private SupervisorProgram(int nodes) {
        this.nodes = nodes;
        this.healthy = new CountDownLatch(nodes);
    }

    /**
     * Prints a line for each number of nodes, after one to warm up: the number, seconds to start, ms to decide, bytes a node,
     * ms of a snapshot.
     */
    public static void main(String[] arguments) throws Exception {
        new SupervisorProgram(FAILURES).run();
        for (String nodes : arguments) {
            new SupervisorProgram(Integer.parseInt(nodes)).run();
        }
        System.exit(0);
    }

    private void run() throws Exception {
        Supervisor supervisor = new Supervisor(SupervisorSettings.defaults(), new MemoryJournal(10, 1000), new SystemClock());
        BlockingQueue<Long> decisions = new LinkedBlockingQueue<>();
        supervisor.addListener(transition -> {
            if (transition.to() == NodeState.DEAD) {
                decisions.add(System.nanoTime());
            }
        });
        long heap = heap();
        long start = System.nanoTime();
        supervisor.start(this::root);
        healthy.await();
        double seconds = (System.nanoTime() - start) / 1e9;
        long bytes = (heap() - heap) / nodes;
        start = System.nanoTime();
        supervisor.snapshot();
        double snapshot = (System.nanoTime() - start) / 1e6;
        List<Double> decided = new ArrayList<>();
        for (int i = 0; i < FAILURES; i++) {
            long failed = System.nanoTime();
            failures.put(failed);
            decided.add((decisions.take() - failed) / 1e6);
        }
        System.out.printf(Locale.ROOT, "%d %.4f %.4f %d %.4f%n", nodes, seconds,
                Medians.of(decided.stream().mapToDouble(Double::doubleValue)), bytes, snapshot);
        supervisor.shutdown(SHUTDOWN);
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private void root(NodeHandle root) throws InterruptedException {
        for (int i = 0; i < nodes; i++) {
            boolean fails = i < FAILURES;
            root.run("node" + i, node -> {
                node.signalHealthy();
                healthy.countDown();
                if (fails) {
                    failures.take();
                    throw new IllegalStateException("a failure");
                }
                node.awaitCancellation();
            });
        }
        root.signalHealthy();
        root.awaitCancellation();
    }
}
