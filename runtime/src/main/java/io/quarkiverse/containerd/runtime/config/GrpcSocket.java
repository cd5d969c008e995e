package io.quarkiverse.containerd.runtime.config;

import java.nio.file.Path;

/**
 * The unix socket of containerd's gRPC service. It has a second name if clients are to find it only after the preseed.
 *
 * @param address where clients look for it
 * @param bound where containerd binds it, and the daemon itself connects to it
 */
public record GrpcSocket(Path address, Path bound) {

    /** Not longer than the suffix of the ttRPC socket, which decides how long the address may be. */
    private static final String EARLY = ".early";

    /** Returns the socket as configured. */
    public static GrpcSocket of(ContainerdConfig config) {
        Path address = config.grpc().address();
        boolean held = config.grpc().afterPreseed() && config.enabled() && config.preseed().enabled();
        return new GrpcSocket(address, held ? address.resolveSibling(address.getFileName() + EARLY) : address);
    }

    /** Whether clients do not find it where containerd binds it. */
    public boolean isHeldBack() {
        return !bound.equals(address);
    }
}
