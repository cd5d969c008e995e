package io.quarkiverse.containerd.deployment.devservices;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

import io.quarkus.bootstrap.model.ApplicationModel;
import io.quarkus.bootstrap.workspace.WorkspaceModule;

/**
 * The directories of a containerd that belongs to a build directory. The defaults of the configuration derive all others from
 * them.
 *
 * @param runDirectory rendered files, FIFO and process record
 * @param root images and snapshots
 * @param state containerd's state with its socket; outside of the build directory if that is too deep for a socket
 * @param controlSocket the daemon's own socket, in the run directory or, if that is too deep, in the state directory
 * @param preseed image archives
 */
record DevLayout(Path runDirectory, Path root, Path state, Path controlSocket, Path preseed) {

    /** The longest path of a unix socket that containerd accepts, in bytes; its second socket has the longer name. */
    private static final int SOCKET_PATH_LIMIT = 104;
    private static final String LONGEST_SOCKET = "containerd.sock.ttrpc";
    private static final String CONTROL_SOCKET = "control.sock";

    /**
     * @param module the module's directory
     * @param build its build directory
     * @param name the name of this containerd, because dev mode and continuous testing run together, and an older containerd
     *        must not open the database of a newer one
     */
    static DevLayout of(Path module, Path build, String name) {
        return of(module, build, build, name);
    }

    /** Returns the directories below a directory other than the build directory; the image archives are those of the build. */
    static DevLayout of(Path module, Path build, Path directory, String name) {
        Path base = directory.resolve("containerd-" + name);
        Path source = source(module);
        Path run = base.resolve("run");
        return new DevLayout(run, base.resolve("root"), base.resolve("state"), run.resolve(CONTROL_SOCKET),
                Files.isDirectory(source) ? source : build.resolve("containerd-preseed"));
    }

    /** Returns the directory of an application's module; without a workspace, that of the build directory. */
    static Path module(ApplicationModel application, Path build) {
        WorkspaceModule module = application.getApplicationModule();
        return module == null ? build.getParent() : module.getModuleDir().toPath().toAbsolutePath();
    }

    private static Path source(Path module) {
        return module.resolve("src/main/containerd/preseed");
    }

    /** Returns these directories for dev mode, in which image archives are awaited in the sources if there are none yet. */
    DevLayout forDevMode(Path module) {
        return Files.isDirectory(preseed) ? this : new DevLayout(runDirectory, root, state, controlSocket, source(module));
    }

    /**
     * Returns these directories, with another state directory if its path is too long for a socket.
     *
     * @param bases directories for the state directory, the most wanted first
     * @throws ContainerdUnavailableException if none of them is short enough
     */
    DevLayout withShortState(List<Path> bases) {
        if (fits(state.resolve(LONGEST_SOCKET))) {
            return this;
        }
        String name = "quarkus-containerd-" + hash(state);
        Path shorter = bases.stream().map(base -> base.resolve(name))
                .filter(base -> fits(base.resolve(LONGEST_SOCKET))).findFirst()
                .orElseThrow(() -> new ContainerdUnavailableException("The path of containerd's socket in " + state
                        + " would be longer than " + SOCKET_PATH_LIMIT + " bytes, and so it would be in " + bases
                        + ". Set quarkus.containerd.state to a shorter directory."));
        return new DevLayout(runDirectory, root, shorter,
                fits(controlSocket) ? controlSocket : shorter.resolve(CONTROL_SOCKET), preseed);
    }

    private static boolean fits(Path socket) {
        return socket.toString().getBytes(StandardCharsets.UTF_8).length <= SOCKET_PATH_LIMIT;
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
