package io.quarkiverse.containerd;

import java.time.Instant;
import java.util.Optional;

import io.quarkiverse.containerd.client.CriStatus;

/**
 * The result of the latest probe of containerd.
 *
 * @param at time of the probe
 * @param serving whether its gRPC health service reported SERVING
 * @param cri the CRI plugin's status; empty if CRI is disabled or did not answer
 * @param error the reason why there was no answer
 */
public record ContainerdStatus(Instant at, boolean serving, Optional<CriStatus> cri, Optional<String> error) {
}
