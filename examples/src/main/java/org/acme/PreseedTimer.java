package org.acme;

import java.time.Duration;

import jakarta.annotation.Priority;
import jakarta.decorator.Decorator;
import jakarta.decorator.Delegate;
import jakarta.inject.Inject;

import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.SupervisedRunnable;
import io.smallrye.common.annotation.Identifier;

// tag::decorator[]
@Decorator
@Priority(1)
public class PreseedTimer implements SupervisedRunnable {

    @Inject
    @Delegate
    @Identifier("root.containerd.preseed")
    SupervisedRunnable preseed;

    @Override
    public void run(NodeHandle node) throws Exception {
        long start = System.nanoTime();
        preseed.run(node);
        node.logger().infof("took %d ms", Duration.ofNanos(System.nanoTime() - start).toMillis());
    }
}
// end::decorator[]
