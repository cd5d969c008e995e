package io.quarkiverse.containerd.runtime.daemon;

import java.time.InstantSource;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkiverse.containerd.ContainerdStatus;
import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.client.ContainerdException;
import io.quarkiverse.containerd.client.CriStatus;
import io.quarkus.arc.DefaultBean;

/**
 * Asks containerd for its status and keeps the newest answer: when it starts, and at each probe by the schedule. It restarts
 * nothing.
 */
@ApplicationScoped
@DefaultBean
public class ContainerdWatch {

    private final ContainerdClient client;
    private final boolean criEnabled;
    private final InstantSource time = InstantSource.system();
    private volatile ContainerdStatus newest;

    ContainerdWatch(ContainerdClient client, Installation installation) {
        this.client = client;
        this.criEnabled = installation.rendering().criEnabled();
    }

    /** Whether the CRI plugin is part of this containerd. */
    boolean criEnabled() {
        return criEnabled;
    }

    /** The newest answer; empty before the first. */
    Optional<ContainerdStatus> newest() {
        return Optional.ofNullable(newest);
    }

    /** Asks now. */
    synchronized ContainerdStatus probe() {
        newest = ask();
        return newest;
    }

    /** Whether containerd answers as it should: SERVING and, with CRI, a CRI status. */
    boolean answers() {
        client.reconnect();
        ContainerdStatus status = probe();
        return status.serving() && status.error().isEmpty();
    }

    private ContainerdStatus ask() {
        boolean serving = false;
        try {
            serving = client.isServing();
            Optional<CriStatus> cri = serving && criEnabled ? Optional.of(client.cri().status()) : Optional.empty();
            return new ContainerdStatus(time.instant(), serving, cri, Optional.empty());
        } catch (ContainerdException e) {
            return new ContainerdStatus(time.instant(), serving, Optional.empty(), Optional.of(e.getMessage()));
        }
    }
}
