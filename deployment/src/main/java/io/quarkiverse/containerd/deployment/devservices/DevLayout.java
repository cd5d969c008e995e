package io.quarkiverse.containerd.deployment.devservices;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * The directories of a containerd that belongs to a build directory. Everything that keys do not name is derived from these by
 * the
 * defaults of the configuration.
 *
 * @param runDirectory rendered files, FIFO and process record
 * @param root images and snapshots
 * @param state containerd's state with its socket; elsewhere when the build directory is too deep for a socket
 * @param preseed image archives
 */
record DevLayout(Path runDirectory, Path root, Path state, Path preseed) {

    /** The longest path of a unix socket that containerd accepts, in bytes; its second socket has the longer name. */
    private static final int SOCKET_PATH_LIMIT = 104;
    private static final String LONGEST_SOCKET = "containerd.sock.ttrpc";

    /**
     * @param module the module's directory
     * @param build its build directory
     * @param name tells containerds of one build directory apart: dev mode and continuous testing run together, and an older
     *        containerd must not find the database of a newer one
     */
    static DevLayout of(Path module, Path build, String name) {
        return of(module, build, build, name);
    }

    /** The same below another directory than the build directory, but for the images, which all have in common. */
    static DevLayout of(Path module, Path build, Path directory, String name) {
        Path base = directory.resolve("containerd-" + name);
        Path source = module.resolve("src/main/containerd/preseed");
        return new DevLayout(base.resolve("run"), base.resolve("root"), base.resolve("state"),
                Files.isDirectory(source) ? source : build.resolve("containerd-preseed"));
    }

    /**
     * The same, with the state directory moved if a socket in it could not be opened.
     *
     * @param bases directories that can take over the state directory, the most wanted first
     * @throws ContainerdUnavailableException when none of them is short enough
     */
    DevLayout withShortState(List<Path> bases) {
        if (fits(state)) {
            return this;
        }
        String name = "quarkus-containerd-" + hash(state);
        Path shorter = bases.stream().map(base -> base.resolve(name)).filter(DevLayout::fits).findFirst()
                .orElseThrow(() -> new ContainerdUnavailableException("The path of containerd's socket in " + state
                        + " would be longer than " + SOCKET_PATH_LIMIT + " bytes, and so it would be in " + bases
                        + ". Set quarkus.containerd.state to a shorter directory."));
        return new DevLayout(runDirectory, root, shorter, preseed);
    }

    private static boolean fits(Path state) {
        return state.resolve(LONGEST_SOCKET).toString().getBytes(StandardCharsets.UTF_8).length <= SOCKET_PATH_LIMIT;
    }

    private static String hash(Path path) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(path.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
