package io.quarkiverse.containerd.runtime.daemon;

import java.util.function.BooleanSupplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Singleton;

import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.Supervised;
import io.quarkiverse.containerd.SupervisedRunnable;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.preseed.Preseed;
import io.quarkus.arc.DefaultBean;
import io.smallrye.common.annotation.Identifier;

/** {@code root.containerd.pull}, which pulls the images of the image lists; a bad archive does not keep it from that. */
@ApplicationScoped
@DefaultBean
@Identifier("root.containerd.pull")
@Supervised(name = "pull", parent = ContainerdNode.DN, onlyIf = PullNode.ListsExpected.class)
public class PullNode implements SupervisedRunnable {

    private final Preseed preseed;

    protected PullNode(Preseed preseed) {
        this.preseed = preseed;
    }

    @Override
    public void run(NodeHandle node) throws Exception {
        preseed.pull(node);
    }

    /** Whether there are image lists, or may be later. */
    @Singleton
    static class ListsExpected implements BooleanSupplier {

        private final ContainerdConfig config;
        private final Preseed preseed;

        ListsExpected(ContainerdConfig config, Preseed preseed) {
            this.config = config;
            this.preseed = preseed;
        }

        @Override
        public boolean getAsBoolean() {
            return config.preseed().enabled() && preseed.expectsLists();
        }
    }
}
