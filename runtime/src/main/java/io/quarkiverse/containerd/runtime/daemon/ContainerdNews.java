package io.quarkiverse.containerd.runtime.daemon;

import jakarta.inject.Singleton;

import io.quarkiverse.containerd.logs.NodeLogger;

/** What a containerd that has just started tells of itself and an operator should know, each thing once. */
@Singleton
public class ContainerdNews {

    private final Deprecations deprecations;
    private final RuncFeatures features;

    ContainerdNews(Deprecations deprecations, RuncFeatures features) {
        this.deprecations = deprecations;
        this.features = features;
    }

    void tell(NodeLogger log) {
        deprecations.tell(log);
        features.tell(log);
    }
}
