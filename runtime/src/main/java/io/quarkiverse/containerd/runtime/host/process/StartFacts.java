package io.quarkiverse.containerd.runtime.host.process;

import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * What the machine says about a start of containerd that failed.
 *
 * @param configFile containerd's configuration file
 * @param root containerd's root directory
 * @param socket the socket it was to serve on
 * @param databaseHolder the process that holds the lock of the metadata database
 * @param socketOwner another process that listens on the socket
 */
public record StartFacts(Path configFile, Path root, Path socket, OptionalLong databaseHolder, OptionalLong socketOwner) {
}
