package io.quarkiverse.containerd.runtime.host.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.OptionalLong;

import io.quarkiverse.containerd.runtime.disk.FileSystemErrors;
import io.quarkiverse.containerd.runtime.host.HostException;
import io.quarkiverse.containerd.runtime.host.ProcTable;

/**
 * A second name of a unix socket. It is a hard link, so that it leads to nobody once the socket's listener has ended, whoever
 * binds the first name after that.
 */
public final class SocketLink {

    private final Path socket;
    private final Path link;
    private final SocketOwner owner = new SocketOwner(new ProcTable());

    /**
     * @param socket the name that the listener has bound
     * @param link the second name, in the same file system
     */
    public SocketLink(Path socket, Path link) {
        this.socket = socket;
        this.link = link;
    }

    /**
     * Makes the link, in the place of a socket that nobody listens on any more.
     *
     * @return whether it was missing
     * @throws HostException if something else is in its place, or it cannot be made
     */
    public boolean ensure() throws HostException {
        try {
            if (Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
                if (SocketFile.at(link).equals(SocketFile.at(socket))) {
                    return false;
                }
                requireUnused();
                Files.delete(link);
            }
            Files.createLink(link, socket);
            return true;
        } catch (HostException e) {
            throw e;
        } catch (IOException e) {
            throw new HostException("The socket " + link + " cannot be made: " + FileSystemErrors.describe(e)
                    + ". Make its directory writable for this user.", e);
        }
    }

    private void requireUnused() throws IOException {
        if (SocketFile.at(link).isEmpty()) {
            throw new HostException(link + " is not a socket. Move it away.");
        }
        OptionalLong other = owner.find(link);
        if (other.isPresent()) {
            throw new HostException("Process " + other.getAsLong() + " listens on " + link
                    + ". Stop that process, or set quarkus.containerd.grpc.address to another path.");
        }
    }
}
