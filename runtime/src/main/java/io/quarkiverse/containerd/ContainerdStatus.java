package io.quarkiverse.containerd;

import java.time.Instant;
import java.util.Optional;

import io.quarkiverse.containerd.client.CriStatus;

/**
 * What containerd answered to the newest probe.
 *
 * @param at when it was asked
 * @param serving whether its gRPC health service said SERVING
 * @param cri the CRI plugin's status; empty if CRI is disabled or did not answer
 * @param error why there is no answer
 */
public record ContainerdStatus(Instant at, boolean serving, Optional<CriStatus> cri, Optional<String> error) {
}
