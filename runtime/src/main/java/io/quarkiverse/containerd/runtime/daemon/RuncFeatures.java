package io.quarkiverse.containerd.runtime.daemon;

import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.client.ContainerdException;
import io.quarkiverse.containerd.client.CriHandlerFeatures;
import io.quarkiverse.containerd.logs.NodeLogger;

/**
 * Says once what pods of runc cannot have because this runc is too old. containerd 2.0 and later tell it; see
 * {@code runc features}.
 */
@Singleton
public class RuncFeatures {

    private static final String RUNC = "runc";

    private final Supplier<Map<String, CriHandlerFeatures>> handlers;
    private final AtomicBoolean told = new AtomicBoolean();

    @Inject
    RuncFeatures(ContainerdClient client) {
        this(() -> client.cri().handlerFeatures());
    }

    RuncFeatures(Supplier<Map<String, CriHandlerFeatures>> handlers) {
        this.handlers = handlers;
    }

    /** Asks containerd, and logs what is missing, unless that was logged before. */
    void tell(NodeLogger log) {
        try {
            CriHandlerFeatures runc = handlers.get().get(RUNC);
            if (runc != null && !runc.userNamespaces() && !told.getAndSet(true)) {
                log.infof("pods of the runtime handler runc cannot have user namespaces (hostUsers: false), because its runtime"
                        + " does not say that it can mount with mapped owners: install runc 1.2 or later");
            }
        } catch (ContainerdException e) {
            log.debugf("containerd was not asked for the features of its runtime handlers: %s", e.getMessage());
        }
    }
}
