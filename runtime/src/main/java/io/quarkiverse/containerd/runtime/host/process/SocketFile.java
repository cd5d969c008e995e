package io.quarkiverse.containerd.runtime.host.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Optional;

/**
 * The identity of a socket's file. The kernel lists a socket by the path it was bound to also when its file has been removed or
 * replaced, so that only the file tells whether a path still leads to it.
 *
 * @param device the device of its file system
 * @param inode its inode number
 * @param bound the time at which it was bound, in milliseconds: inode numbers are used again
 */
record SocketFile(long device, long inode, long bound) {

    private static final int FILE_TYPE = 0170000;
    private static final int SOCKET = 0140000;

    /**
     * Returns the socket at a path.
     *
     * @return empty if a file of another kind is there
     * @throws NoSuchFileException if nothing is there
     */
    static Optional<SocketFile> at(Path path) throws IOException {
        Map<String, Object> attributes = Files.readAttributes(path, "unix:mode,dev,ino,lastModifiedTime",
                LinkOption.NOFOLLOW_LINKS);
        if (((int) attributes.get("mode") & FILE_TYPE) != SOCKET) {
            return Optional.empty();
        }
        // nobody writes to a socket's file; owner and mode, which containerd sets later, do not change this time
        long bound = ((FileTime) attributes.get("lastModifiedTime")).toMillis();
        return Optional.of(new SocketFile((long) attributes.get("dev"), (long) attributes.get("ino"), bound));
    }
}
