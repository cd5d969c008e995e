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

/** {@code root.containerd.preseed}, which loads the image archives. */
@ApplicationScoped
@DefaultBean
@Identifier(PreseedNode.DN)
@Supervised(name = "preseed", parent = ContainerdNode.DN, onlyIf = PreseedNode.PreseedEnabled.class)
public class PreseedNode implements SupervisedRunnable {

    static final String DN = ContainerdNode.DN + ".preseed";

    private final Preseed preseed;

    protected PreseedNode(Preseed preseed) {
        this.preseed = preseed;
    }

    @Override
    public void run(NodeHandle node) throws Exception {
        preseed.runUntilLoaded(node);
    }

    /** Whether image archives are loaded at all. */
    @Singleton
    static class PreseedEnabled implements BooleanSupplier {

        private final ContainerdConfig config;

        PreseedEnabled(ContainerdConfig config) {
            this.config = config;
        }

        @Override
        public boolean getAsBoolean() {
            return config.preseed().enabled();
        }
    }
}
